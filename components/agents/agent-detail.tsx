"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { AgentFactsCard } from "@/components/agents/agent-facts-card";
import { AgentMenu } from "@/components/agents/agent-menu";
import { AgentStateNotice } from "@/components/agents/agent-state-notice";
import { AgentStatus } from "@/components/agents/agent-status";
import { getAgentOptions } from "@/components/agents/api/get-agent-query";
import { LoadCard } from "@/components/agents/load-card";
import { RunningJobsCard } from "@/components/agents/running-jobs-card";
import { LiveStatus } from "@/components/jobs/live-status";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { RecentJobsCard } from "@/components/queue/recent-jobs-card";
import { ButtonLink } from "@/components/ui/button-link";
import { PageHeader } from "@/components/ui/page-header";
import { TierBadge } from "@/components/ui/tier-badge";
import { adminPaths } from "@/lib/client/admin-paths";

const crumbs = [{ label: "Agents", href: adminPaths.agents }];

/** One agent: what it is doing, under what load, what it ran, and what an admin may do about it. */
export function AgentDetail({ id }: { id: string }) {
  const router = useRouter();
  const query = useQuery(getAgentOptions(id));
  if (!query.data) return <QueryErrorState what="The agent could not be loaded" query={query} />;
  const { agent, running_jobs: runningJobs } = query.data;
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={agent.name}
        meta={
          <>
            <TierBadge tier={agent.tier} />
            <AgentStatus agent={agent} />
          </>
        }
        actions={
          <>
            <LiveStatus />
            <ButtonLink href={adminPaths.auditOf(agent.id)} variant="quiet">
              Audit log
            </ButtonLink>
            <AgentMenu agent={agent} onDeleted={() => router.push(adminPaths.agents)} />
          </>
        }
      />
      <AgentStateNotice agent={agent} />
      <div className="grid items-start gap-3.5 lg:grid-cols-2">
        <LoadCard agent={agent} />
        <AgentFactsCard agent={agent} />
      </div>
      <div className="mt-3.5 space-y-3.5">
        <RunningJobsCard jobs={runningJobs} />
        <RecentJobsCard
          title="Earlier jobs"
          filters={{ agent_id: agent.id }}
          without="agent"
          emptySentence="This agent has not finished a job yet."
          hiddenIds={new Set(runningJobs.map((job) => job.id))}
        />
      </div>
    </>
  );
}
