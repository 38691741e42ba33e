import type pg from "pg";

/**
 * Removes archives that `lockOldArchives` holds, unless a job names one by now. A statement after the lock's: it sees the
 * jobs of those who held the archive before.
 */
export async function removeOldArchives(
  tx: pg.PoolClient,
  tenantId: string,
  ids: readonly string[],
): Promise<{ archives: number; bytes: number }> {
  const { rows } = await tx.query<{ archives: number; bytes: number }>({
    name: "remove-old-archives",
    text: `WITH gone AS (
             DELETE FROM archives v WHERE v.tenant_id = $1 AND v.id = ANY ($2::uuid[])
                AND NOT EXISTS (SELECT FROM jobs j WHERE j.tenant_id = $1 AND j.tool = 'secrets' AND j.target = v.id::text)
          RETURNING size_bytes)
           SELECT count(*)::int AS archives, COALESCE(sum(size_bytes), 0)::float8 AS bytes FROM gone`,
    values: [tenantId, ids],
  });
  return rows[0] ?? { archives: 0, bytes: 0 };
}
