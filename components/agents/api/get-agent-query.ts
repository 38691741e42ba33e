import { queryOptions } from "@tanstack/react-query";
import { type AgentOwner, ownerKey } from "@/components/agents/api/agent-owner";
import { apiFetch } from "@/lib/client/api-fetch";
import type { AgentDetail } from "@/lib/contracts/agent";

/** Load and health change with every beat and write no event. */
const BEAT_POLL_MS = 5_000;

/** One agent and what it runs. */
export function getAgentOptions(owner: AgentOwner, id: string) {
  return queryOptions({
    queryKey: [...ownerKey(owner, "get"), id],
    queryFn: ({ signal }): Promise<AgentDetail> =>
      apiFetch(owner.operations.get, { ...owner.scope, params: { id }, signal }),
    refetchInterval: BEAT_POLL_MS,
  });
}
