import type pg from "pg";

/** The largest archive is half of what a run may remove, so a few at a time are enough. */
const ARCHIVES_MAX = 20;

/**
 * The tenant's oldest archives that are older than its plan keeps and that no job names, of `bytesMax` bytes altogether
 * or one, locked against being named by a new job. Index: archives_age_idx, jobs_archive_idx.
 */
export async function lockOldArchives(
  tx: pg.PoolClient,
  tenantId: string,
  bytesMax: number,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: "lock-old-archives",
    text: `SELECT id FROM (
             SELECT id, sum(size_bytes) OVER w AS bytes, row_number() OVER w AS n FROM (
               SELECT v.id, v.created_at, v.size_bytes FROM archives v
                WHERE v.tenant_id = $1
                  AND v.created_at < now() - make_interval(days => (SELECT h.history_days FROM tenant_history_limits h
                                                                     WHERE h.tenant_id = $1))
                  AND NOT EXISTS (SELECT FROM jobs j WHERE j.tenant_id = $1 AND j.tool = 'secrets' AND j.target = v.id::text)
                ORDER BY v.created_at, v.id LIMIT $2 FOR UPDATE OF v SKIP LOCKED) old
             WINDOW w AS (ORDER BY created_at, id)) counted
            WHERE n = 1 OR bytes <= $3`,
    values: [tenantId, ARCHIVES_MAX, bytesMax],
  });
  return rows.map(({ id }) => id);
}
