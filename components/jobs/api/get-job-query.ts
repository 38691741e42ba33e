import { queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { getJob } from "@/lib/client/operations/job";
import type { JobView } from "@/lib/contracts/job";

/** A waiting scan's position and estimate change without an event of its own, so it is asked for now and then. */
const WAITING_POLL_MS = 5_000;

export const getJobKey = (slug: string, id: string) => [getJob.id, slug, id] as const;

export function getJobOptions(slug: string, id: string) {
  return queryOptions({
    queryKey: getJobKey(slug, id),
    queryFn: ({ signal }): Promise<{ job: JobView }> =>
      apiFetch(getJob, { tenant: slug, params: { id }, signal }),
    refetchInterval: (query) => (query.state.data?.job.status === "queued" ? WAITING_POLL_MS : false),
  });
}
