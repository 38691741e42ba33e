import type pg from "pg";

/** Puts the tenants at the end of those who wait, or further back by `inSeconds`. */
export async function setTurnsAcrossTenants(
  tx: pg.PoolClient,
  tenantIds: readonly string[],
  inSeconds: number,
): Promise<void> {
  await tx.query({
    name: "set-turns",
    text: `UPDATE history_turns SET due_at = clock_timestamp() + make_interval(secs => $2) WHERE tenant_id = ANY ($1::uuid[])`,
    values: [tenantIds, inSeconds],
  });
}
