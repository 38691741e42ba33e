"use client";

import { useAgentOwner } from "@/components/agents/agent-owner";
import { ownerKey } from "@/components/agents/api/agent-owner";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import type { ShownToken } from "@/components/tokens/shown-token";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { apiFetch } from "@/lib/client/api-fetch";

export function RevokeTokenButton({ token }: { token: ShownToken }) {
  const { owner } = useAgentOwner();
  const revoke = useAdminMutation(
    () => apiFetch(owner.operations.revokeToken, { ...owner.scope, params: { id: token.id } }),
    [ownerKey(owner, "listTokens")],
  );
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="quiet" aria-label={`Revoke token ${token.token_prefix}`}>
          Revoke
        </Button>
      }
      title={`Revoke token ${token.token_prefix}?`}
      description="From now on it lets no agent in. Agents that joined with it stay and keep working."
      confirmLabel="Revoke token"
      onConfirm={async () => {
        await revoke.mutateAsync();
      }}
    />
  );
}
