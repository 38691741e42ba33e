"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { AdminJobsTable } from "@/components/queue/admin-jobs-table";
import { listAdminJobsOptions } from "@/components/queue/api/list-admin-jobs-query";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";

/** Jobs shown of a tenant before more are asked for. */
export const TENANT_JOBS_SHOWN = 10;

export function TenantJobsCard({ tenantId }: { tenantId: string }) {
  const query = useInfiniteQuery(listAdminJobsOptions({ tenant_id: tenantId }, TENANT_JOBS_SHOWN));
  const jobs = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card>
      <CardHeader title="Recent jobs" className="pb-3.5" />
      {query.isPending ? (
        <SkeletonTable label="Loading jobs" rows={3} columns={6} />
      ) : jobs.length === 0 && query.isError ? (
        <QueryErrorState what="The jobs could not be loaded" query={query} />
      ) : jobs.length === 0 ? (
        <EmptyState
          sentence="This tenant has not submitted a scan yet."
          className="border-line border-t py-6"
        />
      ) : (
        <>
          <AdminJobsTable label="Recent jobs" jobs={jobs} without="tenant" />
          <LoadMore
            shown={jobs.length}
            noun={jobs.length === 1 ? "job" : "jobs"}
            hasMore={query.hasNextPage}
            loading={query.isFetchingNextPage}
            onLoadMore={() => void query.fetchNextPage()}
          />
        </>
      )}
    </Card>
  );
}
