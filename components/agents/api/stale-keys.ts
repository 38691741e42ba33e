import type { QueryKey } from "@tanstack/react-query";
import { type AgentOwner, ownerKey } from "@/components/agents/api/agent-owner";
import { getQueueStats } from "@/lib/client/operations/admin-job";
import { getAgentStats } from "@/lib/client/operations/agent";

/** What a change to an agent makes out of date. */
export function agentStaleKeys(owner: AgentOwner): QueryKey[] {
  return [...listStaleKeys(owner), ownerKey(owner, "get")];
}

/** The same without the agent itself: what its end makes out of date. */
export function listStaleKeys(owner: AgentOwner): QueryKey[] {
  const figures = owner.isPlatform ? [[getAgentStats.id], [getQueueStats.id]] : [];
  return [ownerKey(owner, "list"), ...figures];
}
