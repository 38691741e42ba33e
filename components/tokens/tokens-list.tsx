"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { FilterBar } from "@/components/fleet/filter-bar";
import { FilterSelect } from "@/components/fleet/filter-select";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { listTokensOptions } from "@/components/tokens/api/list-tokens-query";
import { CreateTokenDialog } from "@/components/tokens/create-token-dialog";
import { tokenStatusNames } from "@/components/tokens/token-status";
import { TokensTable } from "@/components/tokens/tokens-table";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { BOOTSTRAP_TOKEN_STATUSES } from "@/lib/domain/token/bootstrap-token";

/** Bootstrap tokens with their filter, which lives in the address. */
export function TokensList() {
  const { owner, mayManage } = useAgentOwner();
  const [status, setStatus] = useQueryState(
    "status",
    parseAsStringLiteral(BOOTSTRAP_TOKEN_STATUSES).withOptions({ history: "replace" }),
  );
  const query = useInfiniteQuery(listTokensOptions(owner, status ? { status } : {}));
  const tokens = query.data?.pages.flatMap((page) => page.items) ?? [];

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading tokens" rows={5} columns={7} />;
    if (query.isError && tokens.length === 0) {
      return <QueryErrorState what="The tokens could not be loaded" query={query} />;
    }
    if (tokens.length === 0 && status) {
      return (
        <EmptyState
          sentence="No token matches this filter."
          action={<Button onClick={() => void setStatus(null)}>Clear filter</Button>}
        />
      );
    }
    if (tokens.length === 0) {
      return (
        <EmptyState
          sentence="No bootstrap token has been made yet."
          detail={`A token lets a host join ${owner.isPlatform ? "the fleet" : "as your agent"} with one command. It is shown once and ends by itself.`}
          action={mayManage ? <CreateTokenDialog /> : undefined}
        />
      );
    }
    return (
      <>
        <TokensTable tokens={tokens} />
        <LoadMore
          shown={tokens.length}
          noun={tokens.length === 1 ? "token" : "tokens"}
          hasMore={query.hasNextPage}
          loading={query.isFetchingNextPage}
          onLoadMore={() => void query.fetchNextPage()}
        />
      </>
    );
  }

  return (
    <>
      <FilterBar
        active={
          status
            ? [{ label: "Status", value: tokenStatusNames[status], remove: () => void setStatus(null) }]
            : []
        }
      >
        <FilterSelect
          label="Status"
          anyLabel="Any status"
          names={tokenStatusNames}
          value={status}
          onChange={(next) => void setStatus(next)}
        />
      </FilterBar>
      <Card aria-label="Bootstrap tokens">{content()}</Card>
    </>
  );
}
