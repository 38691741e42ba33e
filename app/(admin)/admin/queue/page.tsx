import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { LiveStatus } from "@/components/jobs/live-status";
import { adminJobFilters, adminJobSearchParams } from "@/components/queue/admin-job-search-params";
import { AdminJobsList } from "@/components/queue/admin-jobs-list";
import { ADMIN_JOBS_PER_PAGE, listAdminJobsOptions } from "@/components/queue/api/list-admin-jobs-query";
import { queueStatsOptions } from "@/components/queue/api/queue-stats-query";
import { QueueOverview } from "@/components/queue/queue-overview";
import { QueueTabs } from "@/components/queue/queue-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { getQueueStats } from "@/lib/services/admin-jobs/get-queue-stats";
import { listAdminJobs } from "@/lib/services/admin-jobs/list-admin-jobs";
import { pageContext } from "@/lib/services/page-context";

export const metadata: Metadata = { title: "Queue" };

const loadFilters = createLoader(adminJobSearchParams);

export default async function QueuePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = pageContext(await requirePlatformAdmin());
  const filters = adminJobFilters(await loadFilters(searchParams));
  const [stats, jobs] = await Promise.all([
    getQueueStats(ctx),
    listAdminJobs(ctx, { ...filters, limit: ADMIN_JOBS_PER_PAGE }),
  ]);
  return (
    <Prefetched
      entries={[
        { queryKey: queueStatsOptions().queryKey, data: stats },
        { queryKey: listAdminJobsOptions(filters).queryKey, data: firstPage(jobs) },
      ]}
    >
      <PageHeader title="Queue" actions={<LiveStatus />} />
      <QueueTabs />
      <QueueOverview />
      <h2 className="mt-6 mb-2.5 font-semibold text-lg">Recent jobs</h2>
      <AdminJobsList />
    </Prefetched>
  );
}
