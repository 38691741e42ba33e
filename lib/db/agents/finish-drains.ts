import type pg from "pg";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { SYSTEM_ACTOR } from "@/lib/domain/access/principal";

const SOURCE = { actor: SYSTEM_ACTOR, ip: null, requestId: null };

/**
 * Ends the drain of agents that hold no lease any more: of these agents after jobs of theirs have ended, or with null
 * of all of them, from maintenance. Answers the ids of those that are drained now.
 *
 * Promise: one statement decides and writes, with its event; an agent that holds a lease visible to this transaction
 * is never drained. Nobody is waited for: whoever ends attempts has locked leases, for which beats and deletions wait with
 * the agent's row locked. So a drain is left as it is where somebody else holds the agent, and where two jobs of one agent end
 * in the same instant and each still sees the other's lease: the next maintenance run ends it, within two seconds, or a minute
 * where a cron call does maintenance.
 */
export async function finishDrains(tx: pg.PoolClient, agentIds: readonly string[] | null): Promise<string[]> {
  const { rows } = await tx.query<{ id: string; tenantId: string; name: string }>({
    name: agentIds ? "finish-drains-of" : "finish-drains",
    text: `WITH free AS MATERIALIZED (
             SELECT a.id FROM agents a
              WHERE a.status = 'draining' AND a.deleted_at IS NULL ${agentIds ? "AND a.id = ANY ($1::uuid[])" : ""}
                AND NOT EXISTS (SELECT 1 FROM job_leases l WHERE l.agent_id = a.id)
              ORDER BY a.id FOR NO KEY UPDATE OF a SKIP LOCKED),
           drained AS (
             UPDATE agents a SET status = 'drained', updated_at = now() WHERE a.id = ANY (ARRAY(SELECT id FROM free))
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
