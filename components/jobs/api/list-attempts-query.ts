import { queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { listAttempts } from "@/lib/client/operations/job";

export function listAttemptsOptions(slug: string, jobId: string) {
  return queryOptions({
    queryKey: [listAttempts.id, slug, jobId],
    queryFn: ({ signal }) => apiFetch(listAttempts, { tenant: slug, params: { id: jobId }, signal }),
  });
}
