import { queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { getTenantQueue } from "@/lib/client/operations/admin-explain";
import type { TenantQueue } from "@/lib/contracts/admin-explain";

/** Places and agents change without an event; that a first job comes has one. */
const POLL_MS = 5_000;

/** Where a tenant stands and why it waits. */
export function tenantQueueOptions(id: string) {
  return queryOptions({
    queryKey: [getTenantQueue.id, id] as const,
    queryFn: ({ signal }): Promise<TenantQueue> => apiFetch(getTenantQueue, { params: { id }, signal }),
    refetchInterval: (query) => (query.state.data?.lanes.length === 0 ? false : POLL_MS),
  });
}
