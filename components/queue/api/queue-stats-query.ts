import { queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { getQueueStats } from "@/lib/client/operations/admin-job";
import type { QueueStats } from "@/lib/contracts/admin-job";

/** Ages grow and health fades without an event. */
const AGE_POLL_MS = 10_000;

/** The queue by tier, what ended lately, and who is busiest. */
export function queueStatsOptions() {
  return queryOptions({
    queryKey: [getQueueStats.id],
    queryFn: ({ signal }): Promise<QueueStats> => apiFetch(getQueueStats, { signal }),
    refetchInterval: AGE_POLL_MS,
  });
}
