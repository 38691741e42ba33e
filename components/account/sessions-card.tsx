"use client";

import { useQuery } from "@tanstack/react-query";
import { sessionsOptions, useRevokeSession } from "@/components/account/api/sessions";
import { browserName } from "@/components/account/browser-name";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";

/** Where one is signed in, each with the way to end it. */
export function SessionsCard() {
  const query = useQuery(sessionsOptions());
  const revoke = useRevokeSession();
  return (
    <Card aria-labelledby="sessions-title">
      <CardHeader
        id="sessions-title"
        title="Sessions"
        description="A session that is ended is refused from its next request."
        className="pb-3"
      />
      <div className="border-line border-t">
        {query.isPending ? <SkeletonTable label="Loading sessions" rows={2} columns={4} /> : null}
        {query.isError && !query.data ? (
          <QueryErrorState what="The sessions could not be loaded" query={query} />
        ) : null}
        {query.data ? (
          <Table label="Sessions">
            <TableHead>
              <Th>Browser</Th>
              <Th>Address</Th>
              <Th>Signed in</Th>
              <Th>Last seen</Th>
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </TableHead>
            <TableBody>
              {query.data.items.map((session) => (
                <TableRow key={session.id}>
                  <Td className="font-medium">
                    <span title={session.user_agent ?? undefined}>{browserName(session.user_agent)}</span>{" "}
                    {session.is_current ? <Badge tone="accent">This one</Badge> : null}
                  </Td>
                  <Td label="Address" className="font-mono text-ink-2 text-sm">
                    {session.ip ?? "unknown"}
                  </Td>
                  <Td label="Signed in" className="text-ink-2">
                    <RelativeTime at={session.created_at} />
                  </Td>
                  <Td label="Last seen" className="text-ink-2">
                    <RelativeTime at={session.last_seen_at} />
                  </Td>
                  <Td actions align="right">
                    {session.is_current ? null : (
                      <Button
                        size="sm"
                        aria-label={`End the session of ${browserName(session.user_agent)}`}
                        loading={revoke.isPending && revoke.variables === session.id}
                        onClick={() => revoke.mutate(session.id)}
                      >
                        End
                      </Button>
                    )}
                  </Td>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        ) : null}
        {revoke.error ? (
          <p role="alert" className="px-4.5 pb-3 text-bad text-sm">
            {revoke.error.message}
          </p>
        ) : null}
      </div>
    </Card>
  );
}
