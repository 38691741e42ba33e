"use client";

import { type FormEvent, useId } from "react";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { ownerKey } from "@/components/agents/api/agent-owner";
import { tierOf } from "@/components/agents/tier-choice";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { numberOf, optionalTextOf, textOf, wordsOf } from "@/components/fleet/form-values";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { JoinPanel } from "@/components/tokens/join-panel";
import { TokenFields } from "@/components/tokens/token-fields";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { apiFetch } from "@/lib/client/api-fetch";

/** The form, and after it the join command with the token in it, shown this once. */
export function CreateTokenContent({ onDone }: { onDone: () => void }) {
  const { owner } = useAgentOwner();
  const formId = useId();
  const create = useAdminMutation(
    (form: FormData) =>
      apiFetch(owner.operations.createToken, {
        ...owner.scope,
        body: {
          ...(owner.isPlatform ? { tier: tierOf(form) } : {}),
          expires_in_hours: numberOf(form, "expires_in_hours"),
          max_uses: numberOf(form, "max_uses"),
          description: textOf(form, "description"),
          required_tools: wordsOf(form, "required_tools"),
          required_capabilities: wordsOf(form, "required_capabilities"),
          required_region: optionalTextOf(form, "required_region"),
          allowed_cidrs: wordsOf(form, "allowed_cidrs"),
        },
      }),
    [ownerKey(owner, "listTokens")],
  );

  if (create.data) {
    return (
      <DialogContent title="Join an agent" size="lg" dismissable={false}>
        <JoinPanel token={create.data.token} rawToken={create.data.raw_token} onDone={onDone} />
      </DialogContent>
    );
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!create.isPending) create.mutate(new FormData(event.currentTarget));
  }

  return (
    <DialogContent
      title={owner.isPlatform ? "Create bootstrap token" : "Add an agent"}
      description={
        owner.isPlatform
          ? "A host that runs the join command with it becomes an agent of the tier you choose."
          : "First a token. The host of yours that runs its join command becomes your agent and only ever runs your scans."
      }
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="primary" type="submit" form={formId} loading={create.isPending}>
            Create token
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="space-y-4">
        <TokenFields error={create.error} />
        <RefusalNotice error={create.error} />
      </form>
    </DialogContent>
  );
}
