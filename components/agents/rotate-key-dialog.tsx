"use client";

import { useRef } from "react";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { agentStaleKeys } from "@/components/agents/api/stale-keys";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { SecretOnce } from "@/components/ui/secret-once";
import { apiFetch } from "@/lib/client/api-fetch";
import type { AgentView } from "@/lib/contracts/agent";

/** Asks, then shows the new key this once. */
export function RotateKeyDialog({ agent, onClose }: { agent: AgentView; onClose: () => void }) {
  // The question closes itself after its answer, which must not take the key away with it.
  const isRotated = useRef(false);
  const { owner } = useAgentOwner();
  const rotate = useAdminMutation(
    () => apiFetch(owner.operations.rotateKey, { ...owner.scope, params: { id: agent.id } }),
    agentStaleKeys(owner),
  );
  if (rotate.data) {
    return (
      <Dialog open>
        <DialogContent title={`New key of ${agent.name}`} dismissable={false}>
          <SecretOnce
            secret={rotate.data.api_key}
            title="The agent's new key"
            description="It is shown this once. The old key works until this one has been used, at most 24 hours."
            onDone={onClose}
          />
        </DialogContent>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open && !isRotated.current) onClose();
      }}
      title={`Rotate the key of ${agent.name}?`}
      description="You get a new key to put on its host. The agent goes on with the old one until the new one has been used, at most 24 hours."
      confirmLabel="Rotate key"
      tone="primary"
      onConfirm={async () => {
        await rotate.mutateAsync();
        isRotated.current = true;
      }}
    />
  );
}
