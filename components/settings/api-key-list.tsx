"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { type ApiKeySource, apiKeysOptions } from "@/components/settings/api/api-keys";
import { ApiKeyRow } from "@/components/settings/api-key-row";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { Table, TableBody, TableHead, Th } from "@/components/ui/table";

interface ApiKeyListProps<Scope extends string> {
  source: ApiKeySource<Scope>;
  mayWrite: boolean;
  /** What a key is good for, said while there is none. */
  purpose: string;
  /** A first call with a key. */
  command: string;
}

/** The keys of one owner: when each was used, until when it counts, revoke. */
export function ApiKeyList<Scope extends string>({
  source,
  mayWrite,
  purpose,
  command,
}: ApiKeyListProps<Scope>) {
  const query = useInfiniteQuery(apiKeysOptions(source));
  const keys = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isPending) return <SkeletonTable label="Loading API keys" rows={3} columns={5} />;
  if (query.isError && keys.length === 0) {
    return <QueryErrorState what="The API keys could not be loaded" query={query} />;
  }
  if (keys.length === 0) {
    return <EmptyState sentence="No API key yet." detail={purpose} command={command} />;
  }
  return (
    <>
      <Table label="API keys">
        <TableHead>
          <Th>Name</Th>
          <Th>Scopes</Th>
          <Th>Last used</Th>
          <Th>Expires</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </TableHead>
        <TableBody>
          {keys.map((key) => (
            <ApiKeyRow key={key.id} source={source} apiKey={key} mayWrite={mayWrite} />
          ))}
        </TableBody>
      </Table>
      <LoadMore
        shown={keys.length}
        noun={keys.length === 1 ? "key" : "keys"}
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onLoadMore={() => void query.fetchNextPage()}
      />
    </>
  );
}
