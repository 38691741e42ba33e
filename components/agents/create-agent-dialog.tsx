"use client";

import { type FormEvent, useId, useState } from "react";
import { AgentFields } from "@/components/agents/agent-fields";
import { PLATFORM } from "@/components/agents/api/agent-owner";
import { agentStaleKeys } from "@/components/agents/api/stale-keys";
import { tierOf } from "@/components/agents/tier-choice";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { labelsOf, numberOf, optionalTextOf, textOf, wordsOf } from "@/components/fleet/form-values";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { SecretOnce } from "@/components/ui/secret-once";
import { apiFetch } from "@/lib/client/api-fetch";
import { createAgent } from "@/lib/client/operations/agent";

/** Makes an agent by hand and shows its key this once; the usual way is a bootstrap token. */
export function CreateAgentDialog() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger asChild>
        <Button>Create agent</Button>
      </DialogTrigger>
      {isOpen ? <CreateAgentContent onDone={() => setIsOpen(false)} /> : null}
    </Dialog>
  );
}

function CreateAgentContent({ onDone }: { onDone: () => void }) {
  const formId = useId();
  const create = useAdminMutation(
    (form: FormData) =>
      apiFetch(createAgent, {
        body: {
          name: textOf(form, "name"),
          tier: tierOf(form),
          max_concurrent_jobs: numberOf(form, "max_concurrent_jobs"),
          region: optionalTextOf(form, "region"),
          capabilities: wordsOf(form, "capabilities"),
          labels: labelsOf(form, "labels"),
        },
      }),
    agentStaleKeys(PLATFORM),
  );

  if (create.data) {
    const { agent, api_key: key } = create.data;
    return (
      <DialogContent title={`${agent.name} was created`} dismissable={false}>
        <SecretOnce secret={key} title="The agent's key" onDone={onDone}>
          <p className="flex flex-wrap items-center gap-x-2 text-ink-2 text-sm">
            Agent id <code className="font-mono [overflow-wrap:anywhere]">{agent.id}</code>
            <CopyButton value={agent.id} label="Copy agent id" size="sm" variant="quiet" iconOnly />
          </p>
        </SecretOnce>
      </DialogContent>
    );
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!create.isPending) create.mutate(new FormData(event.currentTarget));
  }

  return (
    <DialogContent
      title="Create agent"
      description="For a host that cannot hold a bootstrap token. Its key is shown once, after this."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="primary" type="submit" form={formId} loading={create.isPending}>
            Create agent
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="space-y-4">
        <AgentFields error={create.error} />
        <RefusalNotice error={create.error} />
      </form>
    </DialogContent>
  );
}
