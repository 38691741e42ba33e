"use client";

import { JobAgent } from "@/components/jobs/job-agent";
import { JobStatus } from "@/components/jobs/job-status";
import { targetWords } from "@/components/jobs/target-words";
import { toolLabel } from "@/components/jobs/tool-label";
import { MiddleTruncate } from "@/components/ui/middle-truncate";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { paths } from "@/lib/client/paths";
import type { JobView } from "@/lib/contracts/job";

/** Scans in rows; the whole row opens the scan. */
export function ScansTable({ label, slug, jobs }: { label: string; slug: string; jobs: readonly JobView[] }) {
  return (
    <Table label={label}>
      <TableHead>
        <Th>Scan</Th>
        <Th>Target</Th>
        <Th>Status</Th>
        <Th>Agent</Th>
        <Th align="right">Findings</Th>
        <Th align="right">Submitted</Th>
      </TableHead>
      <TableBody>
        {jobs.map((job) => (
          <TableRow key={job.id}>
            <Td className="whitespace-nowrap">
              <RowLink href={paths.scan(slug, job.id)}>
                {toolLabel(job.tool)}{" "}
                <span className="font-mono font-normal text-ink-3 text-sm">#{job.number}</span>
              </RowLink>
            </Td>
            <Td label="Target" clip>
              <MiddleTruncate text={targetWords(job)} />
            </Td>
            <Td label="Status">
              <JobStatus job={job} />
            </Td>
            <Td label="Agent">
              {job.agent ? <JobAgent agent={job.agent} /> : <span className="text-ink-3">–</span>}
            </Td>
            <Td label="Findings" align="right">
              {job.started_at ? job.findings_count : <span className="text-ink-3">–</span>}
            </Td>
            <Td label="Submitted" align="right" className="text-ink-3">
              <RelativeTime at={job.queued_at} />
            </Td>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
