import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";
import type { Actor } from "@/lib/domain/access/principal";

export interface AuditEntry {
  tenantId: string | null;
  action: string;
  targetType: string;
  targetId: string | null;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

export interface AuditSource {
  actor: Actor;
  ip: string | null;
  requestId: string | null;
}

/** Writes one entry in the caller's transaction: the deed and its record commit together. Values must hold no secrets. */
export async function insertAuditEntry(tx: Db, source: AuditSource, entry: AuditEntry): Promise<void> {
  await insertAuditEntries(tx, [{ source, entry }]);
}

/** Writes entries in the caller's transaction, in the given order. */
export async function insertAuditEntries(
  tx: Db,
  records: readonly { source: AuditSource; entry: AuditEntry }[],
): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ source, entry }) => ({
    id: newId(),
    tenantId: entry.tenantId,
    actorType: source.actor.type,
    actorId: source.actor.id,
    actorName: source.actor.name,
    action: entry.action,
    targetType: entry.targetType,
    targetId: entry.targetId,
    before: entry.before ?? null,
    after: entry.after ?? null,
    ip: source.ip,
    requestId: source.requestId,
  }));
  await tx.query({
    name: "insert-audit-entries",
    text: `INSERT INTO audit_log (id, tenant_id, actor_type, actor_id, actor_name, action, target_type, target_id,
                                  before, after, ip, request_id)
           SELECT id, "tenantId", "actorType", "actorId", "actorName", action, "targetType", "targetId", before, after, ip,
                  "requestId"
             FROM jsonb_to_recordset($1::jsonb) AS r(
                    id uuid, "tenantId" uuid, "actorType" text, "actorId" text, "actorName" text, action text,
                    "targetType" text, "targetId" text, before jsonb, after jsonb, ip text, "requestId" text)`,
    values: [JSON.stringify(rows)],
  });
}
