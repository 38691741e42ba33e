"use client";

import { UserAccessButton } from "@/components/people/user-access-button";
import { UserMemberships } from "@/components/people/user-memberships";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { UserView } from "@/lib/contracts/user";

interface UsersTableProps {
  users: readonly UserView[];
  /** Who reads the page, and cannot shut themself out. */
  selfId: string;
}

/** People in rows with their rank, tenants and open sessions. */
export function UsersTable({ users, selfId }: UsersTableProps) {
  return (
    <Table label="People">
      <TableHead>
        <Th>Person</Th>
        <Th>Tenants</Th>
        <Th>Status</Th>
        <Th align="right">Sessions</Th>
        <Th align="right">Added</Th>
        <Th align="right">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {users.map((user) => (
          <TableRow key={user.id}>
            <Td>
              <span className="inline-flex flex-wrap items-center gap-1.5">
                <span className="font-medium [overflow-wrap:anywhere]">{user.name}</span>
                {user.id === selfId ? <span className="font-normal text-ink-3">(you)</span> : null}
                {user.is_platform_admin ? <Badge tone="admin">platform admin</Badge> : null}
              </span>
              <span className="block font-normal text-ink-3 text-sm [overflow-wrap:anywhere]">
                {user.email}
              </span>
            </Td>
            <Td label="Tenants">
              <UserMemberships user={user} />
            </Td>
            <Td label="Status">
              {user.disabled_at === null ? (
                <StatusBadge tone="ok">Active</StatusBadge>
              ) : (
                <StatusBadge tone="off">
                  Disabled <RelativeTime at={user.disabled_at} />
                </StatusBadge>
              )}
            </Td>
            <Td label="Sessions" align="right">
              {user.live_sessions}
            </Td>
            <Td label="Added" align="right" className="text-ink-3">
              <RelativeTime at={user.created_at} />
            </Td>
            <Td actions align="right">
              {user.id === selfId ? null : <UserAccessButton user={user} />}
            </Td>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
