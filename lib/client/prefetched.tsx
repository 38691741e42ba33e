import { dehydrate, HydrationBoundary, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { makeQueryClient } from "@/lib/client/query-client";

interface PrefetchedProps {
  entries: { queryKey: QueryKey; data: unknown }[];
  children: ReactNode;
}

/** Hands what a server component has read to the queries below it, so that the first paint holds the data. */
export function Prefetched({ entries, children }: PrefetchedProps) {
  const client = makeQueryClient();
  for (const { queryKey, data } of entries) client.setQueryData(queryKey, data);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}

/** The first page of a cursor list as an infinite query keeps it. */
export function firstPage<T>(page: T): { pages: T[]; pageParams: (string | null)[] } {
  return { pages: [page], pageParams: [null] };
}
