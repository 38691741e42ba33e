"use client";

import { AgentDetail } from "@/components/agents/agent-detail";
import { OwnAgents } from "@/components/agents/agent-owner";
import { AgentScansCard } from "@/components/jobs/agent-scans-card";

/** An own agent as its tenant sees it, with the scans that it ran. */
export function OwnAgentDetail({ id }: { id: string }) {
  return (
    <OwnAgents>
      <AgentDetail
        id={id}
        earlierJobs={(runningIds) => <AgentScansCard agentId={id} hiddenIds={runningIds} />}
      />
    </OwnAgents>
  );
}
