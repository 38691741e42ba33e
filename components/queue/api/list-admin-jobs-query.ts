import { infiniteQueryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { listAdminJobs } from "@/lib/client/operations/admin-job";
import type { ListAdminJobsQuery } from "@/lib/contracts/admin-job";

export type AdminJobFilters = Pick<ListAdminJobsQuery, "status" | "tool" | "q" | "agent_id" | "tenant_id">;

export const ADMIN_JOBS_PER_PAGE = 25;
/** Jobs shown of one agent or tenant before more are asked for. */
export const RECENT_JOBS_SHOWN = 10;

/** Every tenant's jobs, newest first, page by page. */
export function listAdminJobsOptions(filters: AdminJobFilters, limit = ADMIN_JOBS_PER_PAGE) {
  return infiniteQueryOptions({
    queryKey: [listAdminJobs.id, { ...filters, limit }],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(listAdminJobs, {
        query: { ...filters, limit, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
