"use client";

import { useState } from "react";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { listStaleKeys } from "@/components/agents/api/stale-keys";
import { RunningPreview } from "@/components/agents/running-preview";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { apiFetch } from "@/lib/client/api-fetch";
import type { AgentView } from "@/lib/contracts/agent";

interface DeleteAgentDialogProps {
  agent: AgentView;
  onClose: () => void;
  onDeleted: () => void;
}

/** Deleting cannot be taken back, so the name is typed. Jobs that run on the agent are only taken away when told to. */
export function DeleteAgentDialog({ agent, onClose, onDeleted }: DeleteAgentDialogProps) {
  const { owner } = useAgentOwner();
  const [isForced, setIsForced] = useState(false);
  const remove = useAdminMutation(
    () =>
      apiFetch(owner.operations.remove, {
        ...owner.scope,
        params: { id: agent.id },
        query: { force: isForced ? "true" : "false" },
      }),
    // Not the agent itself: it is gone, and asking for it again would only answer 404.
    listStaleKeys(owner),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Delete ${agent.name}?`}
      description="Its key stops working at once and its name becomes free. Jobs that it ran keep naming it. This cannot be undone."
      confirmLabel="Delete agent"
      typeToConfirm={agent.name}
      onConfirm={async () => {
        await remove.mutateAsync();
        onDeleted();
      }}
    >
      {agent.current_jobs > 0 ? (
        <>
          <RunningPreview agentId={agent.id} />
          <Checkbox
            label="Send its jobs back to the queue"
            hint="They start again on another agent. Without this an agent that holds jobs is not deleted."
            checked={isForced}
            onChange={(event) => setIsForced(event.target.checked)}
          />
        </>
      ) : null}
    </ConfirmDialog>
  );
}
