import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { getTenantQueue } from "@/lib/client/operations/admin-explain";
import { getTenant, listPlans, listTenants } from "@/lib/client/operations/tenant";
import type { ListTenantsQuery, TenantView } from "@/lib/contracts/tenant";

export type TenantFilters = Pick<ListTenantsQuery, "plan" | "q">;

export const TENANTS_PER_PAGE = 50;

/** Tenants, newest first, page by page. */
export function listTenantsOptions(filters: TenantFilters, limit = TENANTS_PER_PAGE) {
  return infiniteQueryOptions({
    queryKey: [listTenants.id, { ...filters, limit }],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(listTenants, {
        query: { ...filters, limit, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function getTenantOptions(id: string) {
  return queryOptions({
    queryKey: [getTenant.id, id],
    queryFn: ({ signal }): Promise<{ tenant: TenantView }> => apiFetch(getTenant, { params: { id }, signal }),
  });
}

/** The plan matrix changes only with a migration. */
export function listPlansOptions() {
  return queryOptions({
    queryKey: [listPlans.id],
    queryFn: ({ signal }) => apiFetch(listPlans, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What a change to a tenant makes out of date. */
export const tenantStaleKeys = [[listTenants.id], [getTenant.id], [getTenantQueue.id]];
