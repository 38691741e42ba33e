import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiFetch } from "@/lib/client/api-fetch";
import { newIdempotencyKey } from "@/lib/client/new-idempotency-key";
import { listJobs, retryJob } from "@/lib/client/operations/job";

/** Runs a finished scan again as a new one. One key a mounted button: pressing twice makes one scan. */
export function useRetryJob(slug: string, id: string) {
  const client = useQueryClient();
  const [idempotencyKey] = useState(newIdempotencyKey);
  return useMutation({
    mutationFn: () => apiFetch(retryJob, { tenant: slug, params: { id }, idempotencyKey }),
    onSuccess: () => client.invalidateQueries({ queryKey: [listJobs.id, slug] }),
  });
}
