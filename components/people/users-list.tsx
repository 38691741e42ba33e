"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { FilterBar } from "@/components/fleet/filter-bar";
import { FilterSelect } from "@/components/fleet/filter-select";
import { SearchInput } from "@/components/fleet/search-input";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { listUsersOptions } from "@/components/people/api/list-users-query";
import { userFilters, userSearchParams } from "@/components/people/user-search-params";
import { userStatusNames } from "@/components/people/user-status-names";
import { UsersTable } from "@/components/people/users-table";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";

/** People with their filters, which live in the address. There is always one: whoever reads this. */
export function UsersList({ selfId }: { selfId: string }) {
  const [values, setValues] = useQueryStates(userSearchParams, { history: "replace" });
  const setText = useCallback((q: string | null) => void setValues({ q }), [setValues]);
  const query = useInfiniteQuery(listUsersOptions(userFilters(values)));
  const users = query.data?.pages.flatMap((page) => page.items) ?? [];
  const { status, q } = values;

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading people" rows={8} columns={6} />;
    if (query.isError && users.length === 0) {
      return <QueryErrorState what="The people could not be loaded" query={query} />;
    }
    if (users.length === 0) {
      return (
        <EmptyState
          sentence="Nobody matches these filters."
          action={<Button onClick={() => void setValues(null)}>Clear filters</Button>}
        />
      );
    }
    return (
      <>
        <UsersTable users={users} selfId={selfId} />
        <LoadMore
          shown={users.length}
          noun={users.length === 1 ? "person" : "people"}
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
        active={[
          ...(q ? [{ label: "Search", value: q, remove: () => void setValues({ q: null }) }] : []),
          ...(status
            ? [
                {
                  label: "Status",
                  value: userStatusNames[status],
                  remove: () => void setValues({ status: null }),
                },
              ]
            : []),
        ]}
      >
        <SearchInput
          label="Search by name or e-mail address"
          placeholder="Name or e-mail address"
          value={q}
          onChange={setText}
        />
        <FilterSelect
          label="Status"
          anyLabel="Any status"
          names={userStatusNames}
          value={status}
          onChange={(next) => void setValues({ status: next })}
        />
      </FilterBar>
      <Card aria-label="People">{content()}</Card>
    </>
  );
}
