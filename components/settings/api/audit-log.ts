import { infiniteQueryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { listTenantAuditLog } from "@/lib/client/operations/audit-log";

export const ENTRIES_PER_PAGE = 50;

export interface AuditFilters {
  action?: string;
  actor?: string;
}

export function auditLogOptions(slug: string, filters: AuditFilters) {
  return infiniteQueryOptions({
    queryKey: [listTenantAuditLog.id, slug, filters],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(listTenantAuditLog, {
        tenant: slug,
        query: { ...filters, limit: ENTRIES_PER_PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
