import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ScanForm } from "@/components/scan-form/scan-form";
import { PageHeader } from "@/components/ui/page-header";
import { platformStatsOptions } from "@/components/usage/api/platform-stats-query";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { paths } from "@/lib/client/paths";
import { Prefetched } from "@/lib/client/prefetched";
import { roleMay } from "@/lib/domain/access/permissions";
import { tenantPageContext } from "@/lib/services/page-context";
import { getPlatformStats } from "@/lib/services/stats/get-platform-stats";

export const metadata: Metadata = { title: "New scan" };

export default async function NewScanPage({ params }: { params: Promise<{ tenantSlug: string }> }) {
  const { principal, membership } = await requireTenantMember((await params).tenantSlug);
  if (!roleMay(membership.role, "jobs:write")) notFound();
  const { slug } = membership;
  const stats = await getPlatformStats(tenantPageContext(principal, membership.tenantId));
  return (
    <Prefetched entries={[{ queryKey: platformStatsOptions(slug).queryKey, data: stats }]}>
      <div className="max-w-3xl">
        <PageHeader title="New scan" crumbs={[{ label: "Scans", href: paths.scans(slug) }]} />
        <ScanForm />
      </div>
    </Prefetched>
  );
}
