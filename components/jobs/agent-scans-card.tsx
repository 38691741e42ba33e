"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { listJobsOptions, SCANS_OF_AGENT_SHOWN } from "@/components/jobs/api/list-jobs-query";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { ScansTable } from "@/components/jobs/scans-table";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { useTenantSession } from "@/lib/client/tenant-session";

interface AgentScansCardProps {
  agentId: string;
  /** Scans that the page shows elsewhere. */
  hiddenIds: ReadonlySet<string>;
}

/** The newest of the tenant's scans that one of its own agents ran. */
export function AgentScansCard({ agentId, hiddenIds }: AgentScansCardProps) {
  const { slug } = useTenantSession();
  const query = useInfiniteQuery(listJobsOptions(slug, { agent_id: agentId }, SCANS_OF_AGENT_SHOWN));
  const all = query.data?.pages.flatMap((page) => page.items) ?? [];
  const jobs = all.filter((job) => !hiddenIds.has(job.id));

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading scans" rows={3} columns={6} />;
    if (query.isError && jobs.length === 0) {
      return <QueryErrorState what="The scans could not be loaded" query={query} />;
    }
    if (jobs.length === 0 && !query.hasNextPage) {
      return <EmptyState sentence="This agent has not finished a scan yet." className="py-6" />;
    }
    return (
      <>
        <ScansTable label="Earlier scans" slug={slug} jobs={jobs} />
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
    <Card>
      <CardHeader title="Earlier scans" className="pb-3.5" />
      <div className="border-line border-t">{content()}</div>
    </Card>
  );
}
