import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { uploadArchive } from "@/components/scan-form/api/upload-archive";
import { type ScanFormValues, toSubmitBody } from "@/components/scan-form/scan-form-values";
import { apiFetch } from "@/lib/client/api-fetch";
import { newIdempotencyKey } from "@/lib/client/new-idempotency-key";
import { listJobs, submitJob } from "@/lib/client/operations/job";
import { getPlatformStats } from "@/lib/client/operations/platform-stats";
import type { JobView } from "@/lib/contracts/job";

/**
 * Submits the form. The same input from one form makes one scan, however often it is pressed or sent again after a
 * lost answer; changed input is another request and gets its own key. An archive is uploaded once.
 */
export function useSubmitScan(slug: string) {
  const client = useQueryClient();
  const sent = useRef<{ body: string; key: string } | null>(null);
  const uploaded = useRef<{ file: File; id: string } | null>(null);

  async function archiveId(file: File | null): Promise<string | null> {
    if (!file) return null;
    if (uploaded.current?.file !== file) {
      uploaded.current = { file, id: (await uploadArchive(slug, file)).id };
    }
    return uploaded.current.id;
  }

  return useMutation({
    mutationFn: async (values: ScanFormValues): Promise<{ job: JobView }> => {
      const body = toSubmitBody(values, values.tool === "secrets" ? await archiveId(values.archive) : null);
      const text = JSON.stringify(body);
      if (sent.current?.body !== text) sent.current = { body: text, key: newIdempotencyKey() };
      return apiFetch(submitJob, { tenant: slug, body, idempotencyKey: sent.current.key });
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: [listJobs.id, slug] });
      void client.invalidateQueries({ queryKey: [getPlatformStats.id, slug] });
    },
  });
}
