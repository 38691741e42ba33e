import { keepPreviousData, queryOptions, skipToken } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { estimateJob } from "@/lib/client/operations/job";
import type { JobEstimate } from "@/lib/contracts/job";

const FRESH_MS = 5_000;

/** What a submit of this body (as JSON text) would be told; null asks nothing. It is a hint: a failure is not shown. */
export function estimateOptions(slug: string, body: string | null) {
  return queryOptions({
    queryKey: [estimateJob.id, slug, body] as const,
    queryFn:
      body === null
        ? skipToken
        : ({ signal }): Promise<JobEstimate> =>
            apiFetch(estimateJob, { tenant: slug, body: JSON.parse(body), signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    refetchInterval: FRESH_MS,
    retry: false,
  });
}
