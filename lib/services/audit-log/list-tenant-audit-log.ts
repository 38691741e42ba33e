import type { AuditEntryView, ListAuditLogQuery } from "@/lib/contracts/audit-log";
import type { Page } from "@/lib/contracts/page";
import { type AuditEntryRow, listAuditEntries } from "@/lib/db/audit-log/list-audit-entries";
import { listPlatformActors } from "@/lib/db/audit-log/list-platform-actors";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import { auditEntryView } from "@/lib/services/audit-log/audit-entry-view";
import type { TenantContext } from "@/lib/services/context";

/** Who did what in the tenant, newest first: its own people and keys, its agents, and what admins changed about it. */
export async function listTenantAuditLog(
  ctx: TenantContext,
  query: Omit<ListAuditLogQuery, "tenant_id">,
): Promise<Page<AuditEntryView>> {
  const found = await listAuditEntries(ctx.db, ctx.tenantId, {
    action: query.action,
    actor: query.actor,
    targetId: query.target_id,
    beforeId: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  const { rows, nextCursor } = cutPage(found, query.limit);
  const platform = await listPlatformActors(ctx.db, ctx.tenantId, [
    ...new Set(rows.flatMap((row) => row.actorId ?? [])),
  ]);
  const items = rows.map((row) => (row.actorId && platform.has(row.actorId) ? withoutPerson(row) : row));
  return { items: items.map(auditEntryView), next_cursor: nextCursor };
}

/** The tenant learns what the platform did, not which of its people, nor from where. */
function withoutPerson(row: AuditEntryRow): AuditEntryRow {
  return { ...row, actorId: null, actorName: "Platform admin", ip: null, requestId: null };
}
