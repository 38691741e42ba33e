import { infiniteQueryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { listAuditLog } from "@/lib/client/operations/audit-log";
import type { ListAuditLogQuery } from "@/lib/contracts/audit-log";

export type AuditFilters = Pick<ListAuditLogQuery, "action" | "actor" | "target_id" | "tenant_id">;

export const AUDIT_ENTRIES_PER_PAGE = 50;
/** Not every entry has an event, so the newest page is asked for now and then. */
const AUDIT_POLL_MS = 15_000;

/** Who did what, newest first, page by page. */
export function listAuditOptions(filters: AuditFilters, limit = AUDIT_ENTRIES_PER_PAGE) {
  return infiniteQueryOptions({
    queryKey: [listAuditLog.id, { ...filters, limit }],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(listAuditLog, {
        query: { ...filters, limit, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: AUDIT_POLL_MS,
  });
}
