import type { QueryKey } from "@tanstack/react-query";
import { explainJob, getTenantQueue } from "@/lib/client/operations/admin-explain";
import { getQueueStats, listAdminJobs } from "@/lib/client/operations/admin-job";
import { getAgentStats } from "@/lib/client/operations/agent";

/** What the pause of a tier makes out of date. */
export const tierStaleKeys: readonly QueryKey[] = [
  [getQueueStats.id],
  [getAgentStats.id],
  [listAdminJobs.id],
  [explainJob.id],
  [getTenantQueue.id],
];
