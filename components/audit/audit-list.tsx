"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { listAuditOptions } from "@/components/audit/api/list-audit-query";
import { auditFilters, auditSearchParams } from "@/components/audit/audit-search-params";
import { AuditTable } from "@/components/audit/audit-table";
import { FilterBar } from "@/components/fleet/filter-bar";
import { SearchInput } from "@/components/fleet/search-input";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";

/** The audit log with its filters; both live in the address. */
export function AuditList() {
  const [values, setValues] = useQueryStates(auditSearchParams, { history: "replace" });
  const setAction = useCallback((action: string | null) => void setValues({ action }), [setValues]);
  const setActor = useCallback((actor: string | null) => void setValues({ actor }), [setValues]);
  const filters = auditFilters(values);
  const query = useInfiniteQuery(listAuditOptions(filters));
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const { action, actor, target, tenant } = values;
  const tenantSlug = entries.find((entry) => entry.tenant_id === tenant)?.tenant_slug;

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading the audit log" rows={10} columns={7} />;
    if (query.isError && entries.length === 0) {
      return <QueryErrorState what="The audit log could not be loaded" query={query} />;
    }
    if (entries.length === 0) {
      return (
        <EmptyState
          sentence="No entry matches these filters."
          action={<Button onClick={() => void setValues(null)}>Clear filters</Button>}
        />
      );
    }
    return (
      <>
        <AuditTable entries={entries} />
        <LoadMore
          shown={entries.length}
          noun={entries.length === 1 ? "entry" : "entries"}
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
          ...(action
            ? [{ label: "Action", value: action, remove: () => void setValues({ action: null }) }]
            : []),
          ...(actor ? [{ label: "Actor", value: actor, remove: () => void setValues({ actor: null }) }] : []),
          ...(target
            ? [{ label: "Target", value: target, remove: () => void setValues({ target: null }) }]
            : []),
          ...(tenant
            ? [
                {
                  label: "Tenant",
                  value: tenantSlug ?? tenant,
                  remove: () => void setValues({ tenant: null }),
                },
              ]
            : []),
        ]}
      >
        <SearchInput
          label="Action"
          placeholder="Action, e.g. agent or job.assigned"
          value={action}
          onChange={setAction}
        />
        <SearchInput label="Actor" placeholder="Actor" value={actor} onChange={setActor} />
      </FilterBar>
      <Card aria-label="Audit log">{content()}</Card>
    </>
  );
}
