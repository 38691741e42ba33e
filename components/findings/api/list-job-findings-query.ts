import { infiniteQueryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { listJobFindings } from "@/lib/client/operations/job";

export const FINDINGS_PER_PAGE = 50;

/** What one scan found, worst first. */
export function listJobFindingsOptions(slug: string, jobId: string) {
  return infiniteQueryOptions({
    queryKey: [listJobFindings.id, slug, jobId],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(listJobFindings, {
        tenant: slug,
        params: { id: jobId },
        query: { limit: FINDINGS_PER_PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
