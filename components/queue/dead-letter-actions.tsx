"use client";

import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { toolLabel } from "@/components/jobs/tool-label";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { apiFetch } from "@/lib/client/api-fetch";
import { getQueueStats } from "@/lib/client/operations/admin-job";
import { dismissDeadLetter, listDeadLetters, requeueDeadLetter } from "@/lib/client/operations/dead-letter";
import type { DeadLetterView } from "@/lib/contracts/dead-letter";

const staleKeys = [[listDeadLetters.id], [getQueueStats.id]];

/** What an admin can make of a dead letter. One that was dismissed can still be queued again. */
export function DeadLetterActions({ letter: { job, state } }: { letter: DeadLetterView }) {
  const params = { id: job.id };
  const requeue = useAdminMutation(() => apiFetch(requeueDeadLetter, { params }), staleKeys);
  const dismiss = useAdminMutation(() => apiFetch(dismissDeadLetter, { params }), staleKeys);
  const name = `${toolLabel(job.tool)} #${job.number}`;
  return (
    <>
      {state === "open" ? (
        <ConfirmDialog
          trigger={
            <Button size="sm" aria-label={`Dismiss ${name}`}>
              Dismiss
            </Button>
          }
          title={`Dismiss ${name}?`}
          description="Nothing is done about it. Its tenant sees it as failed, as before. You can still queue it again later."
          confirmLabel="Dismiss job"
          tone="primary"
          onConfirm={async () => {
            await dismiss.mutateAsync();
          }}
        />
      ) : null}
      <ConfirmDialog
        trigger={
          <Button size="sm" aria-label={`Queue ${name} again`}>
            Queue again
          </Button>
        }
        title={`Queue ${name} again?`}
        description={`${job.tenant_slug} gets a new job with the same scan and fresh attempts, within its plan's limits. It may take up to three more agents with it.`}
        confirmLabel="Queue again"
        tone="primary"
        onConfirm={async () => {
          await requeue.mutateAsync();
        }}
      />
    </>
  );
}
