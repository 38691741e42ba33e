"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { FilterBar } from "@/components/fleet/filter-bar";
import { FilterSelect } from "@/components/fleet/filter-select";
import { SearchInput } from "@/components/fleet/search-input";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { listTenantsOptions } from "@/components/tenants/api/tenant-queries";
import { CreateTenantDialog } from "@/components/tenants/create-tenant-dialog";
import { planNames } from "@/components/tenants/plan-names";
import { tenantFilters, tenantSearchParams } from "@/components/tenants/tenant-search-params";
import { TenantsTable } from "@/components/tenants/tenants-table";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";

/** Tenants with their filters; both live in the address. */
export function TenantsList() {
  const [values, setValues] = useQueryStates(tenantSearchParams, { history: "replace" });
  const setText = useCallback((q: string | null) => void setValues({ q }), [setValues]);
  const filters = tenantFilters(values);
  const query = useInfiniteQuery(listTenantsOptions(filters));
  const tenants = query.data?.pages.flatMap((page) => page.items) ?? [];
  const { plan, q } = values;

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading tenants" rows={8} columns={7} />;
    if (query.isError && tenants.length === 0) {
      return <QueryErrorState what="The tenants could not be loaded" query={query} />;
    }
    if (tenants.length === 0) {
      return Object.keys(filters).length > 0 ? (
        <EmptyState
          sentence="No tenant matches these filters."
          action={<Button onClick={() => void setValues(null)}>Clear filters</Button>}
        />
      ) : (
        <EmptyState
          sentence="There is no tenant yet."
          detail="Create one on a plan and invite its first owner by link."
          action={<CreateTenantDialog />}
        />
      );
    }
    return (
      <>
        <TenantsTable tenants={tenants} />
        <LoadMore
          shown={tenants.length}
          noun={tenants.length === 1 ? "tenant" : "tenants"}
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
          ...(plan
            ? [{ label: "Plan", value: planNames[plan], remove: () => void setValues({ plan: null }) }]
            : []),
        ]}
      >
        <SearchInput
          label="Search by name or address"
          placeholder="Name or address"
          value={q}
          onChange={setText}
        />
        <FilterSelect
          label="Plan"
          anyLabel="Any plan"
          names={planNames}
          value={plan}
          onChange={(next) => void setValues({ plan: next })}
        />
      </FilterBar>
      <Card aria-label="Tenants">{content()}</Card>
    </>
  );
}
