"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { AdminJobsTable } from "@/components/queue/admin-jobs-table";
import {
  type AdminJobFilters,
  listAdminJobsOptions,
  RECENT_JOBS_SHOWN,
} from "@/components/queue/api/list-admin-jobs-query";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";

interface RecentJobsCardProps {
  title?: string;
  /** What the foot counts. */
  noun?: string;
  /** Whose jobs: an agent's or a tenant's. */
  filters: Pick<AdminJobFilters, "agent_id" | "tenant_id">;
  /** The column that the page already says. */
  without: "tenant" | "agent";
  emptySentence: string;
  /** Jobs that the page shows elsewhere. */
  hiddenIds?: ReadonlySet<string>;
}

/** The newest jobs of one agent or one tenant. */
export function RecentJobsCard({
  title = "Recent jobs",
  noun = "job",
  filters,
  without,
  emptySentence,
  hiddenIds,
}: RecentJobsCardProps) {
  const query = useInfiniteQuery(listAdminJobsOptions(filters, RECENT_JOBS_SHOWN));
  const all = query.data?.pages.flatMap((page) => page.items) ?? [];
  const jobs = hiddenIds ? all.filter((job) => !hiddenIds.has(job.id)) : all;

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading jobs" rows={3} columns={6} />;
    if (query.isError && jobs.length === 0) {
      return <QueryErrorState what="The jobs could not be loaded" query={query} />;
    }
    if (jobs.length === 0 && !query.hasNextPage)
      return <EmptyState sentence={emptySentence} className="py-6" />;
    return (
      <>
        <AdminJobsTable label={title} jobs={jobs} without={without} />
        <LoadMore
          shown={jobs.length}
          noun={jobs.length === 1 ? noun : `${noun}s`}
          hasMore={query.hasNextPage}
          loading={query.isFetchingNextPage}
          onLoadMore={() => void query.fetchNextPage()}
        />
      </>
    );
  }

  return (
    <Card>
      <CardHeader title={title} className="pb-3.5" />
      <div className="border-line border-t">{content()}</div>
    </Card>
  );
}
