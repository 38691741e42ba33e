import type { AuditEntryView, ListAuditLogQuery } from "@/lib/contracts/audit-log";
import type { Page } from "@/lib/contracts/page";
import { listAuditEntriesAcrossTenants } from "@/lib/db/audit-log/list-audit-entries";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import { auditEntryView } from "@/lib/services/audit-log/audit-entry-view";
import type { Context } from "@/lib/services/context";
import { readWholeTables } from "@/lib/services/whole-table-reads";

/** Who did what, newest first, over the platform and every tenant. */
export async function listAuditLog(ctx: Context, query: ListAuditLogQuery): Promise<Page<AuditEntryView>> {
  const filter = {
    tenantId: query.tenant_id,
    action: query.action,
    actor: query.actor,
    targetId: query.target_id,
    beforeId: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  };
  const list = () => listAuditEntriesAcrossTenants(ctx.db, filter);
  const isNarrow = !query.action && !query.actor && !query.target_id;
  const found = isNarrow ? await list() : await readWholeTables(list);
  const { rows, nextCursor } = cutPage(found, query.limit);
  return { items: rows.map(auditEntryView), next_cursor: nextCursor };
}
