import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { AUDIT_ENTRIES_PER_PAGE, listAuditOptions } from "@/components/audit/api/list-audit-query";
import { AuditList } from "@/components/audit/audit-list";
import { auditFilters, auditSearchParams } from "@/components/audit/audit-search-params";
import { LiveStatus } from "@/components/jobs/live-status";
import { PageHeader } from "@/components/ui/page-header";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { listAuditLog } from "@/lib/services/audit-log/list-audit-log";
import { pageContext } from "@/lib/services/page-context";

export const metadata: Metadata = { title: "Audit log" };

const loadFilters = createLoader(auditSearchParams);

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = pageContext(await requirePlatformAdmin());
  const filters = auditFilters(await loadFilters(searchParams));
  const entries = await listAuditLog(ctx, { ...filters, limit: AUDIT_ENTRIES_PER_PAGE });
  return (
    <Prefetched entries={[{ queryKey: listAuditOptions(filters).queryKey, data: firstPage(entries) }]}>
      <PageHeader
        title="Audit log"
        description="Who did what, on the platform and in every tenant. Entries cannot be changed."
        actions={<LiveStatus />}
      />
      <AuditList />
    </Prefetched>
  );
}
