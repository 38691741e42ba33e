import type { JobStatus } from "@/lib/domain/job/job-status";

export const statusNames: Record<JobStatus | "active", string> = {
  active: "Queued or running",
  queued: "Queued",
  assigned: "Starting",
  running: "Running",
  succeeded: "Succeeded",
  failed: "Failed",
  cancelled: "Cancelled",
  timed_out: "Timed out",
  expired: "Expired",
};
