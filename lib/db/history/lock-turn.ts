import type pg from "pg";

/** Holds the tenant's turn until the transaction ends. False for a tenant that is gone or whose plan is being changed. */
export async function lockTurn(tx: pg.PoolClient, tenantId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "lock-turn",
    text: "SELECT FROM history_turns WHERE tenant_id = $1 FOR UPDATE SKIP LOCKED",
    values: [tenantId],
  });
  return rowCount === 1;
}
