import { queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { getQueueFaults } from "@/lib/client/operations/queue-repair";
import type { QueueFaults } from "@/lib/contracts/queue-repair";

/** What every check finds now. Asked for by hand only: it reads all tables. */
export function queueFaultsOptions() {
  return queryOptions({
    queryKey: [getQueueFaults.id],
    queryFn: ({ signal }): Promise<QueueFaults> => apiFetch(getQueueFaults, { signal }),
    enabled: false,
    // What was found an hour ago is no answer to whoever comes back to the page.
    gcTime: 0,
    retry: false,
  });
}
