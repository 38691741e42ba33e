import { getQueueStats } from "@/lib/contracts/admin-job";
import { getAgent, getAgentStats, listAgents } from "@/lib/contracts/agent";

/** What a change to an agent makes out of date. */
export const agentStaleKeys = [[listAgents.id], [getAgent.id], [getAgentStats.id], [getQueueStats.id]];
