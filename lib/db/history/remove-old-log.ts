import type pg from "pg";

/** Pieces of log in one statement, however small they are. */
const PIECES_MAX = 5_000;

/**
 * Removes stored log of the given jobs, job by job, until about `bytesMax` are gone; answers how many. A log may have
 * gigabytes: what is left stays for the next turn, and its job with it. Index: the primary key.
 */
export async function removeOldLog(
  tx: pg.PoolClient,
  tenantId: string,
  jobIds: readonly string[],
  bytesMax: number,
): Promise<number> {
  const { rows } = await tx.query<{ bytes: number }>({
    name: "remove-old-log",
    text: `WITH gone AS (
             DELETE FROM log_chunks WHERE tenant_id = $1 AND ctid = ANY (ARRAY (
               SELECT ctid FROM (
                 SELECT c.ctid, sum(c.bytes) OVER (ORDER BY j.place, c.attempt, c.stream, c.start_offset) - c.bytes AS before
                   FROM unnest($2::uuid[]) WITH ORDINALITY AS j(id, place)
                   CROSS JOIN LATERAL (SELECT k.ctid, k.attempt, k.stream, k.start_offset, octet_length(k.data) AS bytes
                                         FROM log_chunks k WHERE k.job_id = j.id AND k.tenant_id = $1
                                        ORDER BY k.attempt, k.stream, k.start_offset LIMIT $4) c
                  ORDER BY j.place LIMIT $4) piece
                WHERE before < $3))
          RETURNING octet_length(data) AS bytes)
           SELECT COALESCE(sum(bytes), 0)::float8 AS bytes FROM gone`,
    values: [tenantId, jobIds, bytesMax, PIECES_MAX],
  });
  return rows[0]?.bytes ?? 0;
}
