"use client";

import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { apiFetch } from "@/lib/client/api-fetch";
import { listBootstrapTokens, revokeBootstrapToken } from "@/lib/client/operations/bootstrap-token";
import type { BootstrapTokenView } from "@/lib/contracts/bootstrap-token";

export function RevokeTokenButton({ token }: { token: BootstrapTokenView }) {
  const revoke = useAdminMutation(
    () => apiFetch(revokeBootstrapToken, { params: { id: token.id } }),
    [[listBootstrapTokens.id]],
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
