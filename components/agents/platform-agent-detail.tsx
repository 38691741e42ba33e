"use client";

import { AgentDetail } from "@/components/agents/agent-detail";
import { RecentJobsCard } from "@/components/queue/recent-jobs-card";
import { ButtonLink } from "@/components/ui/button-link";
import { adminPaths } from "@/lib/client/admin-paths";

/** A platform agent as admins see it: with its audit trail and every tenant's jobs that it ran. */
export function PlatformAgentDetail({ id }: { id: string }) {
  return (
    <AgentDetail
      id={id}
      links={
        <ButtonLink href={adminPaths.auditOf(id)} variant="quiet">
          Audit log
        </ButtonLink>
      }
      earlierJobs={(runningIds) => (
        <RecentJobsCard
          title="Earlier jobs"
          noun="earlier job"
          filters={{ agent_id: id }}
          without="agent"
          emptySentence="This agent has not finished a job yet."
          hiddenIds={runningIds}
        />
      )}
    />
  );
}
