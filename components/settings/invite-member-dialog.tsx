"use client";

import { useState } from "react";
import { useMemberChanges } from "@/components/settings/api/members";
import { assignableRoles } from "@/components/settings/assignable-roles";
import { roleHints, roleNames } from "@/components/settings/role-names";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { SecretOnce } from "@/components/ui/secret-once";
import { Select } from "@/components/ui/select";
import { ApiError } from "@/lib/client/api-error";
import { useTenantSession } from "@/lib/client/tenant-session";
import type { Role } from "@/lib/domain/access/permissions";

/** Asks for address and role, then shows the one-time link to pass on. */
export function InviteMemberDialog({ onClose }: { onClose: () => void }) {
  const { slug, role: ownRole } = useTenantSession();
  const { invite } = useMemberChanges(slug);
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const error = invite.error instanceof ApiError ? invite.error : null;
  const emailError = error?.fieldMessage("/email");

  function submit(event: React.FormEvent) {
    event.preventDefault();
    invite.mutate({ email: email.trim(), role });
  }

  if (invite.data) {
    return (
      <Dialog open>
        <DialogContent title="Invitation ready" dismissable={false}>
          <SecretOnce
            secret={invite.data.invitation_url}
            title={`Link for ${invite.data.invitation.email}`}
            description="Pass it on yourself; no mail is sent. It works once, within 72 hours, and is shown this once."
            storedLabel="I passed it on"
            onDone={onClose}
          />
        </DialogContent>
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent
        title="Invite a member"
        size="sm"
        footer={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              form="invite-member"
              variant="primary"
              loading={invite.isPending}
              disabled={email.trim() === ""}
            >
              Create link
            </Button>
          </>
        }
      >
        <form id="invite-member" onSubmit={submit} className="space-y-4" noValidate>
          <Field label="E-mail address" error={emailError} required>
            <Input
              type="email"
              value={email}
              autoComplete="off"
              onChange={(event) => setEmail(event.target.value)}
            />
          </Field>
          <Field label="Role" hint={roleHints[role]}>
            <Select
              value={role}
              onChange={(event) => setRole(event.target.value as Role)}
              options={assignableRoles(ownRole, null).map((name) => ({
                value: name,
                label: roleNames[name],
              }))}
            />
          </Field>
          {invite.error && !emailError ? (
            <Notice tone="bad" title="No invitation was made">
              {invite.error.message}
            </Notice>
          ) : null}
        </form>
      </DialogContent>
    </Dialog>
  );
}
