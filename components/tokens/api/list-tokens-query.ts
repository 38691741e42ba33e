import { infiniteQueryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { listBootstrapTokens } from "@/lib/client/operations/bootstrap-token";
import type { ListBootstrapTokensQuery } from "@/lib/contracts/bootstrap-token";

export type TokenFilters = Pick<ListBootstrapTokensQuery, "status">;

export const TOKENS_PER_PAGE = 25;

/** Bootstrap tokens, newest first, page by page. */
export function listTokensOptions(filters: TokenFilters, limit = TOKENS_PER_PAGE) {
  return infiniteQueryOptions({
    queryKey: [listBootstrapTokens.id, { ...filters, limit }],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(listBootstrapTokens, {
        query: { ...filters, limit, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
