"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { membersOptions } from "@/components/settings/api/members";
import { InvitationsCard } from "@/components/settings/invitations-card";
import { InviteMemberDialog } from "@/components/settings/invite-member-dialog";
import { MemberRow } from "@/components/settings/member-row";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { Table, TableBody, TableHead, Th } from "@/components/ui/table";
import { useTenantSession } from "@/lib/client/tenant-session";

/** The tenant's people and who is invited. */
export function MembersPanel() {
  const { slug, may } = useTenantSession();
  const query = useQuery(membersOptions(slug));
  const [inviting, setInviting] = useState(false);
  const mayWrite = may("members:write");
  const members = query.data?.items ?? [];
  const invitations = query.data?.invitations ?? [];
  return (
    <div className="space-y-3.5">
      <Card aria-labelledby="members-title">
        <CardHeader
          id="members-title"
          title="Members"
          meta={query.data ? members.length : null}
          className="pb-3"
          action={
            mayWrite ? (
              <Button variant="primary" onClick={() => setInviting(true)}>
                Invite member
              </Button>
            ) : null
          }
        />
        <div className="border-line border-t">
          {query.isPending ? <SkeletonTable label="Loading members" rows={3} columns={4} /> : null}
          {query.isError && !query.data ? (
            <QueryErrorState what="The members could not be loaded" query={query} />
          ) : null}
          {query.data ? (
            <Table label="Members">
              <TableHead>
                <Th>Name</Th>
                <Th>Role</Th>
                <Th>Joined</Th>
                <Th>
                  <span className="sr-only">Actions</span>
                </Th>
              </TableHead>
              <TableBody>
                {members.map((member) => (
                  <MemberRow key={member.user_id} member={member} />
                ))}
              </TableBody>
            </Table>
          ) : null}
        </div>
      </Card>
      {invitations.length > 0 ? <InvitationsCard invitations={invitations} /> : null}
      {inviting ? <InviteMemberDialog onClose={() => setInviting(false)} /> : null}
    </div>
  );
}
