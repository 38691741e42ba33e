import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { hasOwnAgentsOptions } from "@/components/agents/api/use-has-own-agents";
import { ScanForm } from "@/components/scan-form/scan-form";
import { PageHeader } from "@/components/ui/page-header";
import { platformStatsOptions } from "@/components/usage/api/platform-stats-query";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { paths } from "@/lib/client/paths";
import { Prefetched } from "@/lib/client/prefetched";
import { roleMay } from "@/lib/domain/access/permissions";
import { tenantPageContext } from "@/lib/services/page-context";
import { listAgents } from "@/lib/services/platform-agents/list-agents";
import { getPlatformStats } from "@/lib/services/stats/get-platform-stats";

export const metadata: Metadata = { title: "New scan" };

export default async function NewScanPage({ params }: { params: Promise<{ tenantSlug: string }> }) {
  const { principal, membership } = await requireTenantMember((await params).tenantSlug);
  if (!roleMay(membership.role, "jobs:write")) notFound();
  const { slug } = membership;
  const ctx = tenantPageContext(principal, membership.tenantId);
  const [stats, agents] = await Promise.all([getPlatformStats(ctx), listAgents(ctx, { limit: 1 })]);
  return (
    <Prefetched
      entries={[
        { queryKey: platformStatsOptions(slug).queryKey, data: stats },
        { queryKey: hasOwnAgentsOptions(slug).queryKey, data: agents.items.length > 0 },
      ]}
    >
      <div className="max-w-3xl">
        <PageHeader title="New scan" crumbs={[{ label: "Scans", href: paths.scans(slug) }]} />
        <ScanForm />
      </div>
    </Prefetched>
  );
}
