import type pg from "pg";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { SYSTEM_ACTOR } from "@/lib/domain/access/principal";

const SOURCE = { actor: SYSTEM_ACTOR, ip: null, requestId: null };

/**
 * Ends the drain of agents that hold no lease any more: of these agents after jobs of theirs have ended, or with null
 * of all of them, from maintenance. Answers the ids of those that are drained now.
 *
 * Promise: one statement decides and writes, with its event; an agent that holds a lease visible to this transaction
 * is never drained. Two jobs of one agent that end in the same instant may each still see the other's lease: then
 * neither ends the drain, and the next maintenance run does.
 */
export async function finishDrains(tx: pg.PoolClient, agentIds: readonly string[] | null): Promise<string[]> {
  const { rows } = await tx.query<{ id: string; tenantId: string; name: string }>({
    name: agentIds ? "finish-drains-of" : "finish-drains",
    text: `WITH drained AS (
             UPDATE agents a SET status = 'drained', updated_at = now()
              WHERE a.status = 'draining' AND a.deleted_at IS NULL ${agentIds ? "AND a.id = ANY ($1::uuid[])" : ""}
                AND NOT EXISTS (SELECT 1 FROM job_leases l WHERE l.agent_id = a.id)
             RETURNING a.id, a.tenant_id, a.name),
           noted AS (
             INSERT INTO events (tenant_id, type, subject_type, subject_id, data)
             SELECT tenant_id, 'agent.drained', 'agent', id, jsonb_build_object('name', name) FROM drained)
           SELECT id, tenant_id AS "tenantId", name FROM drained`,
    values: agentIds ? [agentIds] : [],
  });
  for (const { id, tenantId, name } of rows) {
    await insertAuditEntry(tx, SOURCE, {
      tenantId,
      action: "agent.drained",
      targetType: "agent",
      targetId: id,
      before: { name, status: "draining" },
      after: { name, status: "drained" },
    });
  }
  return rows.map((row) => row.id);
}
