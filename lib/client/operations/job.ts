import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/job";

export const submitJob: Operation<typeof contracts.submitJob> = {
  id: "submitJob",
  method: "POST",
  path: "/api/v1/platform-jobs",
};

export const estimateJob: Operation<typeof contracts.estimateJob> = {
  id: "estimateJob",
  method: "POST",
  path: "/api/v1/platform-jobs/estimate",
};

export const listJobs: Operation<typeof contracts.listJobs> = {
  id: "listJobs",
  method: "GET",
  path: "/api/v1/platform-jobs",
};

export const getJob: Operation<typeof contracts.getJob> = {
  id: "getJob",
  method: "GET",
  path: "/api/v1/platform-jobs/{id}",
};

export const cancelJob: Operation<typeof contracts.cancelJob> = {
  id: "cancelJob",
  method: "POST",
  path: "/api/v1/platform-jobs/{id}/cancel",
};

export const retryJob: Operation<typeof contracts.retryJob> = {
  id: "retryJob",
  method: "POST",
  path: "/api/v1/platform-jobs/{id}/retry",
};

export const listAttempts: Operation<typeof contracts.listAttempts> = {
  id: "listAttempts",
  method: "GET",
  path: "/api/v1/platform-jobs/{id}/attempts",
};

export const readJobLog: Operation<typeof contracts.readJobLog> = {
  id: "readJobLog",
  method: "GET",
  path: "/api/v1/platform-jobs/{id}/logs",
};

export const listJobFindings: Operation<typeof contracts.listJobFindings> = {
  id: "listJobFindings",
  method: "GET",
  path: "/api/v1/platform-jobs/{id}/findings",
};
