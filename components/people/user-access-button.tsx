"use client";

import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { apiFetch } from "@/lib/client/api-fetch";
import { disableUser, enableUser, listUsers } from "@/lib/client/operations/user";
import type { UserView } from "@/lib/contracts/user";

/** Shuts a person out, or lets them in again. */
export function UserAccessButton({ user }: { user: UserView }) {
  const isActive = user.disabled_at === null;
  const change = useAdminMutation(
    () => apiFetch(isActive ? disableUser : enableUser, { params: { id: user.id } }),
    [[listUsers.id]],
  );
  const verb = isActive ? "Disable" : "Enable";
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={`${verb} ${user.name}`}>
          {verb}
        </Button>
      }
      title={`${verb} ${user.name}?`}
      description={
        isActive
          ? `${user.email} is signed out everywhere at once and cannot sign in. Memberships, scans and keys stay. You can enable them at any time.`
          : `${user.email} can sign in again, with the same memberships. Sessions that were ended stay ended.`
      }
      confirmLabel={`${verb} person`}
      tone={isActive ? "danger" : "primary"}
      onConfirm={async () => {
        await change.mutateAsync();
      }}
    />
  );
}
