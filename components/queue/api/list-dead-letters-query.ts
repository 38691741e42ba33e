import { infiniteQueryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { listDeadLetters } from "@/lib/client/operations/dead-letter";
import type { ListDeadLettersQuery } from "@/lib/contracts/dead-letter";

export type DeadLetterStateFilter = ListDeadLettersQuery["state"];

export const DEAD_LETTERS_PER_PAGE = 10;

/** Every tenant's dead letters in one state, newest first, page by page. */
export function listDeadLettersOptions(state: DeadLetterStateFilter) {
  return infiniteQueryOptions({
    queryKey: [listDeadLetters.id, { state }],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(listDeadLetters, {
        query: { state, limit: DEAD_LETTERS_PER_PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
