import type pg from "pg";
import { type AgentRow, SELECT_AGENT } from "@/lib/db/agents/agent-row";

/**
 * Holds the agent's row until the transaction ends, and answers it as it stands; null when there is none.
 *
 * Promise: FOR UPDATE also waits for transactions that are giving this agent a lease (their foreign key holds
 * KEY SHARE), so leases counted by a later statement of the same transaction are complete. The row is locked first
 * and read second, because a statement counts leases by the snapshot it began with.
 */
export async function lockAgent(tx: pg.PoolClient, tenantId: string, id: string): Promise<AgentRow | null> {
  const { rowCount } = await tx.query({
    name: "lock-agent",
    text: "SELECT 1 FROM agents WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE",
    values: [tenantId, id],
  });
  if (rowCount === 0) return null;
  const { rows } = await tx.query<AgentRow>({
    name: "read-locked-agent",
    text: `${SELECT_AGENT} WHERE a.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}
