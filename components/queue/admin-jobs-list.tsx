"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { FilterBar } from "@/components/fleet/filter-bar";
import { FilterSelect } from "@/components/fleet/filter-select";
import { SearchInput } from "@/components/fleet/search-input";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { statusNames } from "@/components/jobs/status-names";
import { adminJobFilters, adminJobSearchParams } from "@/components/queue/admin-job-search-params";
import { AdminJobsTable } from "@/components/queue/admin-jobs-table";
import { listAdminJobsOptions } from "@/components/queue/api/list-admin-jobs-query";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { TOOLS, type ToolName } from "@/lib/domain/tool/tools";

const toolNames = Object.fromEntries(Object.values(TOOLS).map((tool) => [tool.name, tool.label])) as Record<
  ToolName,
  string
>;

/** Recent jobs of every tenant with their filters; both live in the address. */
export function AdminJobsList() {
  const [values, setValues] = useQueryStates(adminJobSearchParams, { history: "replace" });
  const setText = useCallback((q: string | null) => void setValues({ q }), [setValues]);
  const filters = adminJobFilters(values);
  const query = useInfiniteQuery(listAdminJobsOptions(filters));
  const jobs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const { status, tool, q } = values;

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading jobs" rows={8} columns={7} />;
    if (query.isError && jobs.length === 0) {
      return <QueryErrorState what="The jobs could not be loaded" query={query} />;
    }
    if (jobs.length === 0) {
      return Object.keys(filters).length > 0 ? (
        <EmptyState
          sentence="No job matches these filters."
          action={<Button onClick={() => void setValues(null)}>Clear filters</Button>}
        />
      ) : (
        <EmptyState
          sentence="No tenant has submitted a scan yet."
          detail="Jobs appear here as soon as one is queued."
        />
      );
    }
    return (
      <>
        <AdminJobsTable label="Recent jobs" jobs={jobs} />
        <LoadMore
          shown={jobs.length}
          noun={jobs.length === 1 ? "job" : "jobs"}
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
                  value: statusNames[status],
                  remove: () => void setValues({ status: null }),
                },
              ]
            : []),
          ...(tool
            ? [{ label: "Scanner", value: toolNames[tool], remove: () => void setValues({ tool: null }) }]
            : []),
        ]}
      >
        <SearchInput
          label="Search by target or number"
          placeholder="Target or number"
          value={q}
          onChange={setText}
        />
        <FilterSelect
          label="Status"
          anyLabel="Any status"
          names={statusNames}
          value={status}
          onChange={(next) => void setValues({ status: next })}
        />
        <FilterSelect
          label="Scanner"
          anyLabel="Any scanner"
          names={toolNames}
          value={tool}
          onChange={(next) => void setValues({ tool: next })}
        />
      </FilterBar>
      <Card aria-label="Recent jobs">{content()}</Card>
    </>
  );
}
