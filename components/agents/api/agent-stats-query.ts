import { queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { getAgentStats } from "@/lib/client/operations/agent";
import type { AgentStats } from "@/lib/contracts/agent";

const HEALTH_POLL_MS = 10_000;

/** The fleet counted. */
export function agentStatsOptions() {
  return queryOptions({
    queryKey: [getAgentStats.id],
    queryFn: ({ signal }): Promise<AgentStats> => apiFetch(getAgentStats, { signal }),
    refetchInterval: HEALTH_POLL_MS,
  });
}
