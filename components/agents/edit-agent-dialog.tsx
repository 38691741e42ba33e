"use client";

import { type FormEvent, useId } from "react";
import { AgentFields } from "@/components/agents/agent-fields";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { agentStaleKeys } from "@/components/agents/api/stale-keys";
import { tierOf } from "@/components/agents/tier-choice";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { labelsOf, numberOf, textOf, wordsOf } from "@/components/fleet/form-values";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { apiFetch } from "@/lib/client/api-fetch";
import type { AgentView, UpdateAgentBody } from "@/lib/contracts/agent";

/** Name, slots, region and labels, of a platform agent also tier and capabilities. What runs goes on; the next claim goes by the new values. */
export function EditAgentDialog({ agent, onClose }: { agent: AgentView; onClose: () => void }) {
  const { owner } = useAgentOwner();
  const formId = useId();
  const save = useAdminMutation(
    (body: UpdateAgentBody) =>
      apiFetch(owner.operations.update, { ...owner.scope, params: { id: agent.id }, body }),
    agentStaleKeys(owner),
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (save.isPending) return;
    const form = new FormData(event.currentTarget);
    const body = {
      name: textOf(form, "name"),
      max_concurrent_jobs: numberOf(form, "max_concurrent_jobs"),
      region: textOf(form, "region") || null,
      labels: labelsOf(form, "labels"),
      ...(owner.isPlatform ? { tier: tierOf(form), capabilities: wordsOf(form, "capabilities") } : {}),
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
        description={`${owner.isPlatform ? "A new tier or number" : "A new number"} of slots counts from the next claim. Running jobs go on.`}
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
