import { queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { getAgent } from "@/lib/client/operations/agent";
import type { AgentDetail } from "@/lib/contracts/agent";

/** Load and health change with every beat and write no event. */
const BEAT_POLL_MS = 5_000;

/** One agent and what it runs. */
export function getAgentOptions(id: string) {
  return queryOptions({
    queryKey: [getAgent.id, id],
    queryFn: ({ signal }): Promise<AgentDetail> => apiFetch(getAgent, { params: { id }, signal }),
    refetchInterval: BEAT_POLL_MS,
  });
}
