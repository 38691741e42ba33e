"use client";

import { createContext, type ReactNode, use, useMemo } from "react";
import { type AgentOwner, PLATFORM, tenantOwner } from "@/components/agents/api/agent-owner";
import { useTenantSession } from "@/lib/client/tenant-session";

interface AgentOwnerView {
  owner: AgentOwner;
  /** Whether the reader is offered changes; the server decides anew at each call. */
  mayManage: boolean;
}

const AgentOwnerContext = createContext<AgentOwnerView>({ owner: PLATFORM, mayManage: true });

/** Below it the agents' components show the tenant's own agents. Without it they show the platform's, to its admins. */
export function OwnAgents({ children }: { children: ReactNode }) {
  const { slug, may } = useTenantSession();
  const mayManage = may("agents:write");
  const view = useMemo(() => ({ owner: tenantOwner(slug), mayManage }), [slug, mayManage]);
  return <AgentOwnerContext value={view}>{children}</AgentOwnerContext>;
}

export function useAgentOwner(): AgentOwnerView {
  return use(AgentOwnerContext);
}
