import { getQueueStats } from "@/lib/client/operations/admin-job";
import { getAgent, getAgentStats, listAgents } from "@/lib/client/operations/agent";

/** What a change to an agent makes out of date. */
export const agentStaleKeys = [[listAgents.id], [getAgent.id], [getAgentStats.id], [getQueueStats.id]];
