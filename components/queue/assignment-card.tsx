import Link from "next/link";
import { countWords } from "@/components/fleet/count-words";
import { JobAgent } from "@/components/jobs/job-agent";
import { shortDuration } from "@/components/jobs/short-duration";
import { toolLabel } from "@/components/jobs/tool-label";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { tierLabels } from "@/components/ui/tier-shape";
import { Timestamp } from "@/components/ui/timestamp";
import { adminPaths } from "@/lib/client/admin-paths";
import type { Assignment, JobExplanation, Neighbour } from "@/lib/contracts/admin-explain";

interface AssignmentCardProps {
  job: JobExplanation["job"];
  assignment: Assignment;
  /** Whether it is the only one, so that it needs no number. */
  isOnly: boolean;
}

/** What went just before and just after an attempt, and what its tenant had running: why it went when it went. */
export function AssignmentCard({ job, assignment, isOnly }: AssignmentCardProps) {
  const { attempt, tenant_running: running, went_before: before, went_after: after } = assignment;
  const titleId = `assignment-${attempt.attempt}-title`;
  const title = isOnly ? "Before and after it" : `Before and after attempt ${attempt.attempt}`;
  const agents = attempt.agent.is_platform_agent
    ? `${tierLabels[attempt.agent.tier]} agents`
    : "the tenant's own agents";
  const isAlone = before.length + after.length === 0;
  const nearest = attempt.agent.is_platform_agent
    ? `The nearest that went to ${agents}, of any tenant, with times as seen from this job. `
    : `The nearest that went to ${agents}, with times as seen from this job. `;
  const from = Date.parse(attempt.assigned_at);
  const rowOf = (neighbour: Neighbour) => (
    <NeighbourRow
      key={`${neighbour.job_id} ${neighbour.attempt}`}
      neighbour={neighbour}
      isSameTenant={neighbour.tenant.id === job.tenant_id}
      went={apartWords(Date.parse(neighbour.assigned_at) - from)}
      submitted={apartWords(Date.parse(neighbour.queued_at) - Date.parse(job.queued_at))}
    />
  );
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader
        id={titleId}
        title={title}
        description={`${isAlone ? "" : nearest}${runningWords(running)}`}
        className="pb-3"
      />
      {isAlone ? (
        <EmptyState sentence={`Nothing else went to ${agents} within an hour of it.`} className="py-6" />
      ) : (
        <Table label={title}>
          <TableHead>
            <Th>Job</Th>
            <Th>Tenant</Th>
            <Th>Agent</Th>
            <Th align="right">Submitted</Th>
            <Th align="right">Went</Th>
          </TableHead>
          <TableBody>
            {before.map(rowOf)}
            <TableRow data-selected="true">
              <Td className="font-semibold">This job</Td>
              <Td label="Tenant">{job.tenant_slug}</Td>
              <Td label="Agent">
                <JobAgent agent={attempt.agent} />
              </Td>
              <Td label="Submitted" align="right">
                <Timestamp at={job.queued_at} shape="time" />
              </Td>
              <Td label="Went" align="right">
                <Timestamp at={attempt.assigned_at} shape="time" />
              </Td>
            </TableRow>
            {after.map(rowOf)}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

interface NeighbourRowProps {
  neighbour: Neighbour;
  isSameTenant: boolean;
  went: string;
  submitted: string;
}

function NeighbourRow({ neighbour, isSameTenant, went, submitted }: NeighbourRowProps) {
  return (
    <TableRow>
      <Td className="whitespace-nowrap">
        <Link href={adminPaths.job(neighbour.job_id)} className="rounded-sm hover:underline">
          <span className="font-medium">{toolLabel(neighbour.tool)}</span>{" "}
          <span className="font-mono text-ink-3 text-sm">#{neighbour.number}</span>
        </Link>
        {neighbour.attempt > 1 ? (
          <span className="text-ink-3 text-sm"> attempt {neighbour.attempt}</span>
        ) : null}
      </Td>
      <Td label="Tenant" className="[overflow-wrap:anywhere]">
        {isSameTenant ? (
          <span className="text-ink-3">the same</span>
        ) : (
          <Link href={adminPaths.tenant(neighbour.tenant.id)} className="rounded-sm hover:underline">
            {neighbour.tenant.slug}
          </Link>
        )}
      </Td>
      <Td label="Agent">
        <JobAgent agent={neighbour.agent} />
      </Td>
      <Td label="Submitted" align="right">
        {submitted}
      </Td>
      <Td label="Went" align="right">
        {went}
      </Td>
    </TableRow>
  );
}

/** Of less than a twentieth of a second nothing would be left to read. */
const TOGETHER_MS = 50;

/** How far something is from the same of this job. */
function apartWords(milliseconds: number): string {
  if (Math.abs(milliseconds) < TOGETHER_MS) return "together";
  return `${shortDuration(Math.abs(milliseconds) / 1000)} ${milliseconds < 0 ? "before" : "after"}`;
}

function runningWords(running: Assignment["tenant_running"]): string {
  if (running === null) return "Jobs on the tenant's own agents count for no limit.";
  const { jobs, is_at_least, max_concurrent } = running;
  const count = `${is_at_least ? "at least " : ""}${countWords(jobs, "job")}`;
  const limit = max_concurrent === null ? "" : `; its limit is now ${max_concurrent}`;
  return `With this one its tenant ran ${count}${limit}.`;
}
