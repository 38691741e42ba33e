import { infiniteQueryOptions } from "@tanstack/react-query";
import { type AgentOwner, ownerKey } from "@/components/agents/api/agent-owner";
import { apiFetch } from "@/lib/client/api-fetch";
import type { ListBootstrapTokensQuery } from "@/lib/contracts/bootstrap-token";

export type TokenFilters = Pick<ListBootstrapTokensQuery, "status">;

export const TOKENS_PER_PAGE = 25;

/** An owner's bootstrap tokens, newest first, page by page. */
export function listTokensOptions(owner: AgentOwner, filters: TokenFilters, limit = TOKENS_PER_PAGE) {
  return infiniteQueryOptions({
    queryKey: [...ownerKey(owner, "listTokens"), { ...filters, limit }],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(owner.operations.listTokens, {
        ...owner.scope,
        query: { ...filters, limit, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
