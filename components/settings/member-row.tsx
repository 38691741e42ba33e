"use client";

import { useMemberChanges } from "@/components/settings/api/members";
import { assignableRoles } from "@/components/settings/assignable-roles";
import { roleNames } from "@/components/settings/role-names";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Select } from "@/components/ui/select";
import { TableRow, Td } from "@/components/ui/table";
import { Timestamp } from "@/components/ui/timestamp";
import { useTenantSession } from "@/lib/client/tenant-session";
import type { MemberView } from "@/lib/contracts/member";
import type { Role } from "@/lib/domain/access/permissions";
import { mayAssignRole } from "@/lib/domain/access/permissions";

/** One member; the role can be changed in place by whoever may. */
export function MemberRow({ member }: { member: MemberView }) {
  const { slug, may, role, userId } = useTenantSession();
  const { changeRole, remove } = useMemberChanges(slug);
  const mayChange = may("members:write") && mayAssignRole(role, member.role, member.role);
  const self = member.user_id === userId;
  return (
    <TableRow>
      <Td>
        <span className="font-medium">{member.name}</span>
        {self ? <span className="text-ink-3"> (you)</span> : null}
        <span className="block font-normal text-ink-3 text-sm [overflow-wrap:anywhere]">{member.email}</span>
      </Td>
      <Td label="Role" actions={mayChange}>
        {mayChange ? (
          <div className="w-32 shrink-0">
            <Select
              aria-label={`Role of ${member.name}`}
              value={changeRole.isPending ? changeRole.variables.role : member.role}
              disabled={changeRole.isPending}
              onChange={(event) =>
                changeRole.mutate({ id: member.user_id, role: event.target.value as Role })
              }
              options={assignableRoles(role, member.role).map((name) => ({
                value: name,
                label: roleNames[name],
              }))}
              className="h-8"
            />
          </div>
        ) : (
          roleNames[member.role]
        )}
        {changeRole.error ? (
          <p role="alert" className="mt-1 max-w-64 text-bad text-sm">
            {changeRole.error.message}
          </p>
        ) : null}
      </Td>
      <Td label="Joined" className="text-ink-2">
        <Timestamp at={member.joined_at} shape="date" />
      </Td>
      <Td actions align="right">
        {mayChange ? (
          <ConfirmDialog
            trigger={
              <Button size="sm" aria-label={`Remove ${member.name}`}>
                Remove
              </Button>
            }
            title={self ? "Leave this tenant?" : `Remove ${member.name}?`}
            description={
              self
                ? "You lose access at once and need a new invitation to return."
                : "Access ends with the next request. Scans and keys they made stay."
            }
            confirmLabel={self ? "Leave" : "Remove member"}
            cancelLabel="Keep"
            onConfirm={async () => {
              await remove.mutateAsync(member.user_id);
              if (self) window.location.assign("/");
            }}
          />
        ) : null}
      </Td>
    </TableRow>
  );
}
