import type pg from "pg";

/**
 * Puts an agent to work, to rest, or begins its drain. `drained` is never set here: only finish-drains.ts decides that,
 * in one statement with the look at the leases. The caller holds the row by `lockAgent`.
 */
export async function setAgentStatus(
  tx: pg.PoolClient,
  tenantId: string,
  id: string,
  status: "active" | "disabled" | "draining",
): Promise<void> {
  await tx.query({
    name: "set-agent-status",
    text: `UPDATE agents
              SET status = $3, drain_started_at = CASE WHEN $3 = 'draining' THEN now() END, updated_at = now()
            WHERE tenant_id = $1 AND id = $2`,
    values: [tenantId, id, status],
  });
}
