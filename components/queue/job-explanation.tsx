"use client";

import { useQuery } from "@tanstack/react-query";
import { AttemptsCard } from "@/components/jobs/attempts-card";
import { JobStatus } from "@/components/jobs/job-status";
import { LiveStatus } from "@/components/jobs/live-status";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { targetWords } from "@/components/jobs/target-words";
import { TimeCard } from "@/components/jobs/time-card";
import { toolLabel } from "@/components/jobs/tool-label";
import { AgentVerdictsCard } from "@/components/queue/agent-verdicts-card";
import { explainJobOptions } from "@/components/queue/api/explain-job-query";
import { AssignmentCard } from "@/components/queue/assignment-card";
import { PlaceCard } from "@/components/queue/place-card";
import { RivalsCard } from "@/components/queue/rivals-card";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Timestamp } from "@/components/ui/timestamp";
import { adminPaths } from "@/lib/client/admin-paths";
import { isTerminal } from "@/lib/domain/job/job-status";

const crumbs = [{ label: "Queue", href: adminPaths.queue }];

/**
 * Why one job is next or not: its place, who stands before it, and what each agent says. And why it went when it went:
 * what it waited for, each attempt, and what went beside it.
 */
export function JobExplanationPage({ id }: { id: string }) {
  const query = useQuery(explainJobOptions(id));
  if (!query.data) return <QueryErrorState what="The job could not be explained" query={query} />;
  const { job, place, rivals, agents, assignments } = query.data;
  const attempts = assignments.map(({ attempt }) => attempt);
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={toolLabel(job.tool)}
        meta={
          <>
            <span className="font-mono text-ink-3 text-sm">#{job.number}</span>
            <JobStatus job={{ ...job, waiting: null }} />
            <span className="text-ink-3 text-sm">
              submitted <Timestamp at={job.queued_at} />
            </span>
          </>
        }
        description={<span className="[overflow-wrap:anywhere]">{targetWords(job)}</span>}
        actions={
          <>
            <LiveStatus />
            <ButtonLink href={adminPaths.tenant(job.tenant_id)} variant="quiet">
              Tenant {job.tenant_slug}
            </ButtonLink>
          </>
        }
      />
      <div className="space-y-3.5">
        {place ? (
          <>
            <PlaceCard job={job} place={place} />
            <RivalsCard rivals={rivals} furtherJobs={place.further_rivals_jobs} />
            <AgentVerdictsCard agents={agents} />
          </>
        ) : (
          <TimeCard job={job} attempts={attempts} limitLabel="the tenant's limit" />
        )}
        {attempts.length > 0 ? <AttemptsCard attempts={attempts} assigned="datetime" /> : null}
        {attempts.length === 0 && isTerminal(job.status) ? (
          <Card aria-label="Attempts">
            <EmptyState
              sentence="No agent ever took this job."
              detail="What it waited for stands above."
              className="py-6"
            />
          </Card>
        ) : null}
        {assignments.map((assignment) => (
          <AssignmentCard
            key={assignment.attempt.attempt}
            job={job}
            assignment={assignment}
            isOnly={assignments.length === 1}
          />
        ))}
        {place ? null : <p className="text-ink-3 text-sm">Its log and findings are the tenant's.</p>}
      </div>
    </>
  );
}
