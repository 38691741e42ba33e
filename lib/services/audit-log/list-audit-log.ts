import type { AuditEntryView, ListAuditLogQuery } from "@/lib/contracts/audit-log";
import type { Page } from "@/lib/contracts/page";
import { listAuditEntriesAcrossTenants } from "@/lib/db/audit-log/list-audit-entries";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import { auditEntryView } from "@/lib/services/audit-log/audit-entry-view";
import type { Context } from "@/lib/services/context";

/** Who did what, newest first, over the platform and every tenant. */
export async function listAuditLog(ctx: Context, query: ListAuditLogQuery): Promise<Page<AuditEntryView>> {
  const found = await listAuditEntriesAcrossTenants(ctx.db, {
    tenantId: query.tenant_id,
    action: query.action,
    actor: query.actor,
    targetId: query.target_id,
    beforeId: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  const { rows, nextCursor } = cutPage(found, query.limit);
  return { items: rows.map(auditEntryView), next_cursor: nextCursor };
}
