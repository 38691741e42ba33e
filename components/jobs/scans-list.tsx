"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { listJobsOptions } from "@/components/jobs/api/list-jobs-query";
import { NewScanLink } from "@/components/jobs/new-scan-link";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { ScanFilters } from "@/components/jobs/scan-filters";
import { jobFilters, type ScanFilterValues, scanSearchParams } from "@/components/jobs/scan-search-params";
import { ScansTable } from "@/components/jobs/scans-table";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { useTenantSession } from "@/lib/client/tenant-session";

/** The tenant's scans with their filters; both live in the address. */
export function ScansList() {
  const { slug, may } = useTenantSession();
  const [values, setValues] = useQueryStates(scanSearchParams, { history: "replace" });
  const change = useCallback((part: Partial<ScanFilterValues>) => void setValues(part), [setValues]);
  const filters = jobFilters(values);
  const query = useInfiniteQuery(listJobsOptions(slug, filters));
  const jobs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.keys(filters).length > 0;

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading scans" rows={8} columns={6} />;
    if (query.isError && jobs.length === 0) {
      return <QueryErrorState what="The scans could not be loaded" query={query} />;
    }
    if (jobs.length === 0 && filtered) {
      return (
        <EmptyState
          sentence="No scan matches these filters."
          action={<Button onClick={() => void setValues(null)}>Clear filters</Button>}
        />
      );
    }
    if (jobs.length === 0) {
      return (
        <EmptyState
          sentence="No scan has been submitted yet."
          detail={may("jobs:write") ? "A scan takes three fields; results arrive while it runs." : undefined}
          action={<NewScanLink />}
        />
      );
    }
    return (
      <>
        <ScansTable label="Scans" slug={slug} jobs={jobs} />
        <LoadMore
          shown={jobs.length}
          noun={jobs.length === 1 ? "scan" : "scans"}
          hasMore={query.hasNextPage}
          loading={query.isFetchingNextPage}
          onLoadMore={() => void query.fetchNextPage()}
        />
      </>
    );
  }

  return (
    <>
      <ScanFilters values={values} onChange={change} />
      <Card aria-label="Scans">{content()}</Card>
    </>
  );
}
