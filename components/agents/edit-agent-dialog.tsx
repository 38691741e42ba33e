"use client";

import { type FormEvent, useId } from "react";
import { AgentFields } from "@/components/agents/agent-fields";
import { agentStaleKeys } from "@/components/agents/api/stale-keys";
import { tierOf } from "@/components/agents/tier-choice";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { labelsOf, numberOf, textOf, wordsOf } from "@/components/fleet/form-values";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { apiFetch } from "@/lib/client/api-fetch";
import { updateAgent } from "@/lib/client/operations/agent";
import type { AgentView, UpdateAgentBody } from "@/lib/contracts/agent";

/** Name, tier, slots, region, capabilities and labels. What runs goes on; the next claim goes by the new values. */
export function EditAgentDialog({ agent, onClose }: { agent: AgentView; onClose: () => void }) {
  const formId = useId();
  const save = useAdminMutation(
    (body: UpdateAgentBody) => apiFetch(updateAgent, { params: { id: agent.id }, body }),
    agentStaleKeys,
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (save.isPending) return;
    const form = new FormData(event.currentTarget);
    const body = {
      name: textOf(form, "name"),
      tier: tierOf(form),
      max_concurrent_jobs: numberOf(form, "max_concurrent_jobs"),
      region: textOf(form, "region") || null,
      capabilities: wordsOf(form, "capabilities"),
      labels: labelsOf(form, "labels"),
    };
    save.mutate(body, { onSuccess: onClose });
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <DialogContent
        title={`Edit ${agent.name}`}
        description="A new tier or number of slots counts from the next claim. Running jobs go on."
        footer={
          <>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="primary" type="submit" form={formId} loading={save.isPending}>
              Save changes
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} className="space-y-4">
          <AgentFields agent={agent} error={save.error} />
          <RefusalNotice error={save.error} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
