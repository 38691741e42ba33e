"use client";

import Link from "next/link";
import { JobAgent } from "@/components/jobs/job-agent";
import { JobStatus } from "@/components/jobs/job-status";
import { targetWords } from "@/components/jobs/target-words";
import { toolLabel } from "@/components/jobs/tool-label";
import { MiddleTruncate } from "@/components/ui/middle-truncate";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { adminPaths } from "@/lib/client/admin-paths";
import type { AdminJobView } from "@/lib/contracts/admin-job";

interface AdminJobsTableProps {
  label: string;
  jobs: readonly AdminJobView[];
  /** The column that the page already says. */
  without?: "tenant" | "agent";
}

/** Jobs of any tenant. Admins see that a job runs and how it ends; its log and findings are the tenant's. */
export function AdminJobsTable({ label, jobs, without }: AdminJobsTableProps) {
  return (
    <Table label={label}>
      <TableHead>
        <Th>Job</Th>
        {without === "tenant" ? null : <Th>Tenant</Th>}
        <Th>Target</Th>
        <Th>Status</Th>
        {without === "agent" ? null : <Th>Agent</Th>}
        <Th align="right">Submitted</Th>
      </TableHead>
      <TableBody>
        {jobs.map((job) => (
          <TableRow key={job.id}>
            <Td className="whitespace-nowrap">
              <RowLink href={adminPaths.job(job.id)}>
                <span className="font-medium">{toolLabel(job.tool)}</span>{" "}
                <span className="font-mono text-ink-3 text-sm">#{job.number}</span>
              </RowLink>
            </Td>
            {without === "tenant" ? null : (
              <Td label="Tenant" actions className="whitespace-nowrap">
                <Link href={adminPaths.tenant(job.tenant_id)} className="rounded-sm hover:underline">
                  {job.tenant_slug}
                </Link>
              </Td>
            )}
            <Td label="Target" clip>
              <MiddleTruncate text={targetWords(job)} />
            </Td>
            <Td label="Status">
              <span>
                <JobStatus job={job} />
                {job.attempt > 1 ? (
                  <span className="block text-ink-3 text-sm">
                    attempt {job.attempt} of {job.max_attempts}
                  </span>
                ) : null}
              </span>
            </Td>
            {without === "agent" ? null : (
              <Td label="Agent" actions empty={job.agent === null}>
                <AgentCell agent={job.agent} />
              </Td>
            )}
            <Td label="Submitted" align="right" className="text-ink-3">
              <RelativeTime at={job.queued_at} />
            </Td>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** A tenant's own agent is no business of the admin's pages, so it is named without a link. */
function AgentCell({ agent }: { agent: AdminJobView["agent"] }) {
  if (!agent) return <span className="text-ink-3">–</span>;
  if (!agent.is_platform_agent) return <JobAgent agent={agent} />;
  return (
    <Link href={adminPaths.agent(agent.id)} className="rounded-full">
      <JobAgent agent={agent} />
    </Link>
  );
}
