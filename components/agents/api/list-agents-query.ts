import { infiniteQueryOptions } from "@tanstack/react-query";
import { type AgentOwner, ownerKey } from "@/components/agents/api/agent-owner";
import { apiFetch } from "@/lib/client/api-fetch";
import type { ListAgentsQuery } from "@/lib/contracts/agent";

export type AgentFilters = Pick<ListAgentsQuery, "tier" | "health" | "status" | "q">;

export const AGENTS_PER_PAGE = 50;
/** Agents that the overview looks through for ones that need a hand; a larger fleet is filtered in the list. */
export const ATTENTION_LOOKED_AT = 100;
/** Health fades without an event, by the mere lack of beats, so it is asked for now and then. */
const HEALTH_POLL_MS = 10_000;

/** An owner's agents, newest first, page by page. */
export function listAgentsOptions(owner: AgentOwner, filters: AgentFilters, limit = AGENTS_PER_PAGE) {
  return infiniteQueryOptions({
    queryKey: [...ownerKey(owner, "list"), { ...filters, limit }],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(owner.operations.list, {
        ...owner.scope,
        query: { ...filters, limit, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: HEALTH_POLL_MS,
  });
}
