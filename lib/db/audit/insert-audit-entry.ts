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
  await tx.query({
    name: "insert-audit-entry",
    text: `INSERT INTO audit_log (id, tenant_id, actor_type, actor_id, actor_name, action, target_type, target_id,
                                  before, after, ip, request_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    values: [
      newId(),
      entry.tenantId,
      source.actor.type,
      source.actor.id,
      source.actor.name,
      entry.action,
      entry.targetType,
      entry.targetId,
      entry.before ?? null,
      entry.after ?? null,
      source.ip,
      source.requestId,
    ],
  });
}
