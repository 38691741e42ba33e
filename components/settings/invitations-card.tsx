"use client";

import { useMemberChanges } from "@/components/settings/api/members";
import { roleNames } from "@/components/settings/role-names";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { useTenantSession } from "@/lib/client/tenant-session";
import type { InvitationView } from "@/lib/contracts/member";

/** Invitations that are still open. Their links were shown once and cannot be shown again. */
export function InvitationsCard({ invitations }: { invitations: readonly InvitationView[] }) {
  const { slug, may } = useTenantSession();
  const { withdraw } = useMemberChanges(slug);
  return (
    <Card aria-labelledby="invitations-title">
      <CardHeader
        id="invitations-title"
        title="Open invitations"
        meta={invitations.length}
        className="pb-3"
      />
      <div className="border-line border-t">
        <Table label="Open invitations">
          <TableHead>
            <Th>Address</Th>
            <Th>Role</Th>
            <Th>Expires</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </TableHead>
          <TableBody>
            {invitations.map((invitation) => (
              <TableRow key={invitation.id}>
                <Td className="font-medium">{invitation.email}</Td>
                <Td label="Role">{roleNames[invitation.role]}</Td>
                <Td label="Expires" className="text-ink-2">
                  <RelativeTime at={invitation.expires_at} />
                </Td>
                <Td actions align="right">
                  {may("members:write") ? (
                    <ConfirmDialog
                      trigger={
                        <Button size="sm" aria-label={`Withdraw the invitation of ${invitation.email}`}>
                          Withdraw
                        </Button>
                      }
                      title={`Withdraw the invitation of ${invitation.email}?`}
                      description="The link stops working at once."
                      confirmLabel="Withdraw"
                      cancelLabel="Keep"
                      onConfirm={async () => {
                        await withdraw.mutateAsync(invitation.id);
                      }}
                    />
                  ) : null}
                </Td>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </Card>
  );
}
