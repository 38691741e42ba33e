"use client";

import Link from "next/link";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { toolLabel } from "@/components/jobs/tool-label";
import { Card, CardHeader } from "@/components/ui/card";
import { Duration } from "@/components/ui/duration";
import { EmptyState } from "@/components/ui/empty-state";
import { MiddleTruncate } from "@/components/ui/middle-truncate";
import { StatusBadge } from "@/components/ui/status-badge";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { adminPaths } from "@/lib/client/admin-paths";
import type { AgentDetail } from "@/lib/contracts/agent";

/** What the agent holds at this moment. */
export function RunningJobsCard({ jobs }: { jobs: AgentDetail["running_jobs"] }) {
  const { scanPath } = useAgentOwner().owner;
  return (
    <Card>
      <CardHeader
        title="Running now"
        meta={jobs.length > 0 ? String(jobs.length) : undefined}
        className="pb-3.5"
      />
      {jobs.length === 0 ? (
        <EmptyState sentence="Nothing runs on this agent now." className="border-line border-t py-6" />
      ) : (
        <Table label="Running now">
          <TableHead>
            <Th>Job</Th>
            <Th>Target</Th>
            <Th>Status</Th>
            <Th align="right">Attempt</Th>
            <Th align="right">Running for</Th>
            {scanPath ? null : <Th align="right">Tenant</Th>}
          </TableHead>
          <TableBody>
            {jobs.map((job) => (
              <TableRow key={job.id}>
                <Td>
                  {scanPath ? (
                    <RowLink href={scanPath(job.id)}>{toolLabel(job.tool)}</RowLink>
                  ) : (
                    <span className="font-medium">{toolLabel(job.tool)}</span>
                  )}{" "}
                  <span className="whitespace-nowrap font-mono text-ink-3 text-sm">#{job.number}</span>
                </Td>
                <Td label="Target" clip>
                  <MiddleTruncate text={job.target} />
                </Td>
                <Td label="Status">
                  <StatusBadge tone="run">
                    {job.status === "assigned"
                      ? "Starting"
                      : job.progress === null
                        ? "Running"
                        : `Running ${job.progress}%`}
                  </StatusBadge>
                </Td>
                <Td label="Attempt" align="right">
                  {job.attempt}
                </Td>
                <Td label="Running for" align="right">
                  {job.started_at ? <Duration from={job.started_at} /> : "–"}
                </Td>
                {scanPath ? null : (
                  <Td label="Tenant" align="right">
                    <Link href={adminPaths.tenant(job.tenant_id)} className="rounded-sm underline">
                      Open tenant
                    </Link>
                  </Td>
                )}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}
