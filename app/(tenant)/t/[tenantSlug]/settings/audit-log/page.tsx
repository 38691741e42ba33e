import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { createLoader, type SearchParams } from "nuqs/server";
import { auditLogOptions, ENTRIES_PER_PAGE } from "@/components/settings/api/audit-log";
import { AuditLogPanel } from "@/components/settings/audit-log-panel";
import { auditFilters, auditSearchParams } from "@/components/settings/audit-search-params";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { roleMay } from "@/lib/domain/access/permissions";
import { listTenantAuditLog } from "@/lib/services/audit-log/list-tenant-audit-log";
import { tenantPageContext } from "@/lib/services/page-context";

export const metadata: Metadata = { title: "Audit log" };

const loadFilters = createLoader(auditSearchParams);

interface AuditLogPageProps {
  params: Promise<{ tenantSlug: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function AuditLogPage({ params, searchParams }: AuditLogPageProps) {
  const { principal, membership } = await requireTenantMember((await params).tenantSlug);
  if (!roleMay(membership.role, "audit:read")) notFound();
  const filters = auditFilters(await loadFilters(searchParams));
  const ctx = tenantPageContext(principal, membership.tenantId);
  const entries = await listTenantAuditLog(ctx, { ...filters, limit: ENTRIES_PER_PAGE });
  return (
    <Prefetched
      entries={[{ queryKey: auditLogOptions(membership.slug, filters).queryKey, data: firstPage(entries) }]}
    >
      <AuditLogPanel />
    </Prefetched>
  );
}
