import { queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { explainJob } from "@/lib/client/operations/admin-explain";
import type { JobExplanation } from "@/lib/contracts/admin-explain";

/** Places and agents change without an event. */
const POLL_MS = 5_000;

/** Why a job is next or not. */
export function explainJobOptions(id: string) {
  return queryOptions({
    queryKey: [explainJob.id, id] as const,
    queryFn: ({ signal }): Promise<JobExplanation> => apiFetch(explainJob, { params: { id }, signal }),
    refetchInterval: (query) => (query.state.data?.place === null ? false : POLL_MS),
  });
}
