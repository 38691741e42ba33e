import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { JOBS_PER_PAGE, listJobsOptions } from "@/components/jobs/api/list-jobs-query";
import { LiveStatus } from "@/components/jobs/live-status";
import { NewScanLink } from "@/components/jobs/new-scan-link";
import { jobFilters, scanSearchParams } from "@/components/jobs/scan-search-params";
import { ScansList } from "@/components/jobs/scans-list";
import { PageHeader } from "@/components/ui/page-header";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { listJobs } from "@/lib/services/jobs/list-jobs";
import { tenantPageContext } from "@/lib/services/page-context";

export const metadata: Metadata = { title: "Scans" };

const loadFilters = createLoader(scanSearchParams);

interface ScansPageProps {
  params: Promise<{ tenantSlug: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function ScansPage({ params, searchParams }: ScansPageProps) {
  const { principal, membership } = await requireTenantMember((await params).tenantSlug);
  const filters = jobFilters(await loadFilters(searchParams));
  const ctx = tenantPageContext(principal, membership.tenantId);
  const jobs = await listJobs(ctx, { ...filters, limit: JOBS_PER_PAGE });
  return (
    <Prefetched
      entries={[{ queryKey: listJobsOptions(membership.slug, filters).queryKey, data: firstPage(jobs) }]}
    >
      <PageHeader
        title="Scans"
        actions={
          <>
            <LiveStatus />
            <NewScanLink withKey />
          </>
        }
      />
      <ScansList />
    </Prefetched>
  );
}
