import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/admin-job";

export const listAdminJobs: Operation<typeof contracts.listAdminJobs> = {
  id: "listAdminJobs",
  method: "GET",
  path: "/api/v1/admin/platform-jobs",
};

export const getQueueStats: Operation<typeof contracts.getQueueStats> = {
  id: "getQueueStats",
  method: "GET",
  path: "/api/v1/admin/platform-jobs/stats",
};
