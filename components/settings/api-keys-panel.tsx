"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { apiKeysOptions } from "@/components/settings/api/api-keys";
import { ApiKeyRow } from "@/components/settings/api-key-row";
import { CreateApiKeyDialog } from "@/components/settings/create-api-key-dialog";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { Table, TableBody, TableHead, Th } from "@/components/ui/table";
import { useTenantSession } from "@/lib/client/tenant-session";

/** The tenant's API keys: create, see when each was used, revoke. */
export function ApiKeysPanel() {
  const { slug, may } = useTenantSession();
  const query = useInfiniteQuery(apiKeysOptions(slug));
  const [creating, setCreating] = useState(false);
  const keys = query.data?.pages.flatMap((page) => page.items) ?? [];
  const mayWrite = may("api_keys:write");

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading API keys" rows={3} columns={5} />;
    if (query.isError && keys.length === 0) {
      return <QueryErrorState what="The API keys could not be loaded" query={query} />;
    }
    if (keys.length === 0) {
      return (
        <EmptyState
          sentence="No API key yet."
          detail="A key lets a program submit scans and read results."
          command={`curl -H "Authorization: Bearer $MUSTER_API_KEY" "$MUSTER_URL/api/v1/platform-jobs"`}
        />
      );
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
              <ApiKeyRow key={key.id} slug={slug} apiKey={key} mayWrite={mayWrite} />
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

  return (
    <Card aria-labelledby="keys-title">
      <CardHeader
        id="keys-title"
        title="API keys"
        description="For programs. A key can never manage people or other keys."
        className="pb-3"
        action={
          mayWrite ? (
            <Button variant="primary" onClick={() => setCreating(true)}>
              Create key
            </Button>
          ) : null
        }
      />
      <div className="border-line border-t">{content()}</div>
      {creating ? <CreateApiKeyDialog slug={slug} onClose={() => setCreating(false)} /> : null}
    </Card>
  );
}
