import type pg from "pg";

/** Tenants whose turn it is, whoever has waited longest first. None of them changes what its plan keeps until the transaction ends. */
export async function lockDueTurnsAcrossTenants(tx: pg.PoolClient, limit: number): Promise<string[]> {
  const { rows } = await tx.query<{ tenantId: string }>({
    name: "lock-due-turns",
    text: `SELECT tenant_id AS "tenantId" FROM history_turns WHERE due_at <= clock_timestamp()
            ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED`,
    values: [limit],
  });
  return rows.map(({ tenantId }) => tenantId);
}
