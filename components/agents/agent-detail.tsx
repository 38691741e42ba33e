"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { AgentFactsCard } from "@/components/agents/agent-facts-card";
import { AgentMenu } from "@/components/agents/agent-menu";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { AgentStateNotice } from "@/components/agents/agent-state-notice";
import { AgentStatus } from "@/components/agents/agent-status";
import { getAgentOptions } from "@/components/agents/api/get-agent-query";
import { LoadCard } from "@/components/agents/load-card";
import { RunningJobsCard } from "@/components/agents/running-jobs-card";
import { LiveStatus } from "@/components/jobs/live-status";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { PageHeader } from "@/components/ui/page-header";
import { TierBadge } from "@/components/ui/tier-badge";

interface AgentDetailProps {
  id: string;
  /** Further places to go, beside the agent's menu. */
  links?: ReactNode;
  /** What it ran earlier; handed the ids of the jobs that are shown as running. */
  earlierJobs: (runningIds: ReadonlySet<string>) => ReactNode;
}

/** One agent: what it is doing, under what load, what it ran, and what its owner may do about it. */
export function AgentDetail({ id, links, earlierJobs }: AgentDetailProps) {
  const router = useRouter();
  const { owner, mayManage } = useAgentOwner();
  const query = useQuery(getAgentOptions(owner, id));
  if (!query.data) return <QueryErrorState what="The agent could not be loaded" query={query} />;
  const { agent, running_jobs: runningJobs } = query.data;
  return (
    <>
      <PageHeader
        crumbs={[{ label: "Agents", href: owner.paths.agents }]}
        title={agent.name}
        meta={
          <>
            {owner.isPlatform ? <TierBadge tier={agent.tier} /> : null}
            <AgentStatus agent={agent} />
          </>
        }
        actions={
          <>
            <LiveStatus />
            {links}
            {mayManage ? <AgentMenu agent={agent} onDeleted={() => router.push(owner.paths.agents)} /> : null}
          </>
        }
      />
      <AgentStateNotice agent={agent} />
      <div className="grid items-start gap-3.5 lg:grid-cols-2">
        <LoadCard agent={agent} />
        <AgentFactsCard agent={agent} readAt={query.dataUpdatedAt} />
      </div>
      <div className="mt-3.5 space-y-3.5">
        <RunningJobsCard jobs={runningJobs} />
        {earlierJobs(new Set(runningJobs.map((job) => job.id)))}
      </div>
    </>
  );
}
