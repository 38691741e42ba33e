import type pg from "pg";

/**
 * Waits until nobody removes old history of the tenant, and lets nobody begin until the transaction ends. For who is about
 * to change what its plan keeps, before any other lock: a turn lasts as long as there is much to remove.
 */
export async function holdTurn(tx: pg.PoolClient, tenantId: string): Promise<void> {
  await tx.query({
    name: "hold-turn",
    text: "SELECT FROM history_turns WHERE tenant_id = $1 FOR UPDATE",
    values: [tenantId],
  });
}
