"use client";

import { useQuery } from "@tanstack/react-query";
import { JobStatus } from "@/components/jobs/job-status";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { targetWords } from "@/components/jobs/target-words";
import { toolLabel } from "@/components/jobs/tool-label";
import { AgentVerdictsCard } from "@/components/queue/agent-verdicts-card";
import { explainJobOptions } from "@/components/queue/api/explain-job-query";
import { PlaceCard } from "@/components/queue/place-card";
import { RivalsCard } from "@/components/queue/rivals-card";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { adminPaths } from "@/lib/client/admin-paths";

const crumbs = [{ label: "Queue", href: adminPaths.queue }];

/** Why one job is next or not: its place, who stands before it, and what each agent says. */
export function JobExplanationPage({ id }: { id: string }) {
  const query = useQuery(explainJobOptions(id));
  if (!query.data) return <QueryErrorState what="The job could not be explained" query={query} />;
  const { job, place, rivals, agents } = query.data;
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={toolLabel(job.tool)}
        meta={
          <>
            <span className="font-mono text-ink-3 text-sm">#{job.number}</span>
            <JobStatus job={{ ...job, waiting: null }} />
          </>
        }
        description={<span className="[overflow-wrap:anywhere]">{targetWords(job)}</span>}
        actions={
          <ButtonLink href={adminPaths.tenant(job.tenant_id)} variant="quiet">
            Tenant {job.tenant_slug}
          </ButtonLink>
        }
      />
      {place ? (
        <div className="space-y-3.5">
          <PlaceCard job={job} place={place} />
          <RivalsCard rivals={rivals} />
          <AgentVerdictsCard agents={agents} />
        </div>
      ) : (
        <Notice title="This job does not wait">
          Its log and findings are the tenant's. Where a waiting job stands is shown here.
        </Notice>
      )}
    </>
  );
}
