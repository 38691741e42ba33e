import type pg from "pg";

/**
 * The bytes of archives that the tenant keeps, as they stand until the transaction ends.
 * Promise: uploads of one tenant take turns, so their sum never passes a limit that each of them checks. The lock is
 * theirs alone: submits and claims of the tenant do not wait for a large upload.
 */
export async function lockArchiveQuota(tx: pg.PoolClient, tenantId: string): Promise<number> {
  await tx.query({
    name: "lock-archive-quota",
    text: "SELECT pg_advisory_xact_lock(hashtextextended('archives:' || $1, 0))",
    values: [tenantId],
  });
  const { rows } = await tx.query<{ bytes: number }>({
    name: "sum-archive-bytes",
    text: "SELECT COALESCE(sum(size_bytes), 0)::float8 AS bytes FROM archives WHERE tenant_id = $1",
    values: [tenantId],
  });
  return rows[0]?.bytes ?? 0;
}
