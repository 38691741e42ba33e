"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { listJobsOptions } from "@/components/jobs/api/list-jobs-query";
import { NewScanLink } from "@/components/jobs/new-scan-link";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { ScansTable } from "@/components/jobs/scans-table";
import { OpenFindingsCard } from "@/components/overview/open-findings-card";
import { RECENT_JOBS } from "@/components/overview/recent-jobs";
import { WaitingCard } from "@/components/overview/waiting-card";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { PlatformStatsCard } from "@/components/usage/platform-stats-card";
import { paths } from "@/lib/client/paths";
import { useTenantSession } from "@/lib/client/tenant-session";
import type { JobView } from "@/lib/contracts/job";
import type { Severity } from "@/lib/domain/finding/severity";

const ROWS = 8;

/** The tenant's first page: what may run, what waits, what was found, what ran last. */
export function Overview({ openFindings }: { openFindings: Record<Severity, number> }) {
  const { slug } = useTenantSession();
  const query = useInfiniteQuery(listJobsOptions(slug, {}, RECENT_JOBS));
  const jobs = query.data?.pages[0]?.items ?? [];
  useRefreshWithFindings(jobs);
  return (
    <div className="space-y-3.5">
      <div className="grid gap-3.5 lg:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
        <PlatformStatsCard />
        <div className="grid gap-3.5">
          <OpenFindingsCard counts={openFindings} />
          <WaitingCard jobs={jobs} />
        </div>
      </div>
      <Card aria-labelledby="recent-title">
        <CardHeader
          id="recent-title"
          title="Recent scans"
          className="pb-3"
          action={
            <Link
              href={paths.scans(slug)}
              className="rounded-sm text-ink-2 text-sm hover:text-ink hover:underline"
            >
              All scans
            </Link>
          }
        />
        <div className="border-line border-t">
          {query.isPending ? <SkeletonTable label="Loading scans" rows={4} columns={6} /> : null}
          {query.isError && jobs.length === 0 ? (
            <QueryErrorState what="The scans could not be loaded" query={query} />
          ) : null}
          {query.isSuccess && jobs.length === 0 ? (
            <EmptyState
              sentence="No scan has been submitted yet."
              detail="The first one shows here while it runs."
              action={<NewScanLink />}
            />
          ) : null}
          {jobs.length > 0 ? (
            <ScansTable label="Recent scans" slug={slug} jobs={jobs.slice(0, ROWS)} />
          ) : null}
        </div>
      </Card>
    </div>
  );
}

/** The count by severity is the server's; it is asked for anew when a recent scan has found something more. */
function useRefreshWithFindings(jobs: readonly JobView[]) {
  const router = useRouter();
  const sum = jobs.reduce((total, job) => total + job.findings_count, 0);
  const before = useRef(sum);
  useEffect(() => {
    if (before.current === sum) return;
    before.current = sum;
    router.refresh();
  }, [router, sum]);
}
