import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getJobKey } from "@/components/jobs/api/get-job-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { cancelJob, listJobs } from "@/lib/client/operations/job";
import type { JobView } from "@/lib/contracts/job";

/** Shows "Cancelling…" at once, takes it back when the server refuses, and settles on the server's word. */
export function useCancelJob(slug: string, id: string) {
  const client = useQueryClient();
  const key = getJobKey(slug, id);
  return useMutation({
    mutationFn: () => apiFetch(cancelJob, { tenant: slug, params: { id } }),
    onMutate: async () => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<{ job: JobView }>(key);
      if (before) {
        const cancel_requested_at = before.job.cancel_requested_at ?? new Date().toISOString();
        client.setQueryData(key, { job: { ...before.job, cancel_requested_at } });
      }
      return { before };
    },
    onError: (_error, _input, context) => {
      if (context?.before) client.setQueryData(key, context.before);
    },
    onSuccess: (answer) => {
      client.setQueryData(key, answer);
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: key });
      void client.invalidateQueries({ queryKey: [listJobs.id, slug] });
    },
  });
}
