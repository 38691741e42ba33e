import type { Metadata } from "next";
import { listJobsOptions } from "@/components/jobs/api/list-jobs-query";
import { LiveStatus } from "@/components/jobs/live-status";
import { NewScanLink } from "@/components/jobs/new-scan-link";
import { Overview } from "@/components/overview/overview";
import { RECENT_JOBS } from "@/components/overview/recent-jobs";
import { PageHeader } from "@/components/ui/page-header";
import { platformStatsOptions } from "@/components/usage/api/platform-stats-query";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { countOpenFindings } from "@/lib/services/findings/count-open-findings";
import { listJobs } from "@/lib/services/jobs/list-jobs";
import { tenantPageContext } from "@/lib/services/page-context";
import { getPlatformStats } from "@/lib/services/stats/get-platform-stats";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ params }: { params: Promise<{ tenantSlug: string }> }) {
  const { principal, membership } = await requireTenantMember((await params).tenantSlug);
  const ctx = tenantPageContext(principal, membership.tenantId);
  const { slug } = membership;
  const [stats, jobs, openFindings] = await Promise.all([
    getPlatformStats(ctx),
    listJobs(ctx, { limit: RECENT_JOBS }),
    countOpenFindings(ctx),
  ]);
  return (
    <Prefetched
      entries={[
        { queryKey: platformStatsOptions(slug).queryKey, data: stats },
        { queryKey: listJobsOptions(slug, {}, RECENT_JOBS).queryKey, data: firstPage(jobs) },
      ]}
    >
      <PageHeader
        title="Overview"
        actions={
          <>
            <LiveStatus />
            <NewScanLink withKey />
          </>
        }
      />
      <Overview openFindings={openFindings} />
    </Prefetched>
  );
}
