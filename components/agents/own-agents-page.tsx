"use client";

import type { ReactNode } from "react";
import { OwnAgents, useAgentOwner } from "@/components/agents/agent-owner";
import { OwnAgentsTabs } from "@/components/agents/own-agents-tabs";
import { LiveStatus } from "@/components/jobs/live-status";
import { CreateTokenDialog } from "@/components/tokens/create-token-dialog";
import { PageHeader } from "@/components/ui/page-header";

/** The frame of a tenant's agents and of the tokens that enrol them. */
export function OwnAgentsPage({ children }: { children: ReactNode }) {
  return (
    <OwnAgents>
      <PageHeader
        title="Agents"
        description="On hosts of yours. They run your scans only and take none of your plan's slots."
        actions={<Actions />}
      />
      <OwnAgentsTabs />
      {children}
    </OwnAgents>
  );
}

function Actions() {
  const { mayManage } = useAgentOwner();
  return (
    <>
      <LiveStatus />
      {mayManage ? <CreateTokenDialog label="Add an agent" /> : null}
    </>
  );
}
