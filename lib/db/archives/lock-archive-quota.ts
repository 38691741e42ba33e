import type pg from "pg";

/**
 * The bytes of archives that the tenant keeps, as they stand until the transaction ends.
 * Promise: uploads of one tenant take turns on its row, so their sum never passes a limit that each of them checks.
 * NO KEY UPDATE does not make anybody wait who only refers to the tenant.
 */
export async function lockArchiveQuota(tx: pg.PoolClient, tenantId: string): Promise<number> {
  await tx.query({
    name: "lock-tenant-for-archive",
    text: "SELECT 1 FROM tenants WHERE id = $1 FOR NO KEY UPDATE",
    values: [tenantId],
  });
  const { rows } = await tx.query<{ bytes: number }>({
    name: "sum-archive-bytes",
    text: "SELECT COALESCE(sum(size_bytes), 0)::float8 AS bytes FROM archives WHERE tenant_id = $1",
    values: [tenantId],
  });
  return rows[0]?.bytes ?? 0;
}
