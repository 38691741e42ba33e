import { infiniteQueryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { listJobs } from "@/lib/client/operations/job";
import type { ListJobsQuery } from "@/lib/contracts/job";

export type JobFilters = Pick<ListJobsQuery, "status" | "tool" | "q" | "agent_id">;

export const JOBS_PER_PAGE = 25;
export const SCANS_OF_AGENT_SHOWN = 10;

/** The tenant's scans, newest first, page by page. */
export function listJobsOptions(slug: string, filters: JobFilters, limit = JOBS_PER_PAGE) {
  return infiniteQueryOptions({
    queryKey: [listJobs.id, slug, { ...filters, limit }],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(listJobs, {
        tenant: slug,
        query: { ...filters, limit, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
