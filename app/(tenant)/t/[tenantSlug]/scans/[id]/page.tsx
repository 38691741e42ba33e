import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { FINDINGS_PER_PAGE, listJobFindingsOptions } from "@/components/findings/api/list-job-findings-query";
import { getJobKey } from "@/components/jobs/api/get-job-query";
import { listAttemptsOptions } from "@/components/jobs/api/list-attempts-query";
import { titleWords } from "@/components/jobs/job-status-words";
import { ScanDetail } from "@/components/jobs/scan-detail";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { IdParams } from "@/lib/contracts/field";
import { AppError } from "@/lib/domain/errors";
import { getJob } from "@/lib/services/jobs/get-job";
import { listAttempts } from "@/lib/services/jobs/list-attempts";
import { listJobFindings } from "@/lib/services/jobs/list-job-findings";
import { tenantPageContext } from "@/lib/services/page-context";

interface ScanPageProps {
  params: Promise<{ tenantSlug: string; id: string }>;
}

/** The scan for the title and for the page, read once a request. */
const readScan = cache(async (tenantSlug: string, id: string) => {
  const { principal, membership } = await requireTenantMember(tenantSlug);
  if (!IdParams.safeParse({ id }).success) notFound();
  const ctx = tenantPageContext(principal, membership.tenantId);
  try {
    return { ctx, slug: membership.slug, ...(await getJob(ctx, { id })) };
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: ScanPageProps): Promise<Metadata> {
  const { tenantSlug, id } = await params;
  const { job } = await readScan(tenantSlug, id);
  return { title: `${titleWords(job)} – scan ${job.number}` };
}

export default async function ScanPage({ params }: ScanPageProps) {
  const { tenantSlug, id } = await params;
  const { ctx, slug, job } = await readScan(tenantSlug, id);
  const [attempts, findings] = await Promise.all([
    listAttempts(ctx, { id }),
    listJobFindings(ctx, { id, limit: FINDINGS_PER_PAGE }),
  ]);
  return (
    <Prefetched
      entries={[
        { queryKey: getJobKey(slug, id), data: { job } },
        { queryKey: listAttemptsOptions(slug, id).queryKey, data: attempts },
        { queryKey: listJobFindingsOptions(slug, id).queryKey, data: firstPage(findings) },
      ]}
    >
      <ScanDetail key={id} id={id} />
    </Prefetched>
  );
}
