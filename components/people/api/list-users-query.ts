import { infiniteQueryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { listUsers } from "@/lib/client/operations/user";
import type { ListUsersQuery } from "@/lib/contracts/user";

export type UserFilters = Pick<ListUsersQuery, "status" | "q">;

export const USERS_PER_PAGE = 50;

/** People, newest first, page by page. */
export function listUsersOptions(filters: UserFilters, limit = USERS_PER_PAGE) {
  return infiniteQueryOptions({
    queryKey: [listUsers.id, { ...filters, limit }],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(listUsers, {
        query: { ...filters, limit, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
