import type pg from "pg";

/**
 * The tenant's jobs that ended longest ago, of those older than its plan keeps: at most `rowsMax` together with what they
 * found, but always one. A job that waits or runs has no end and is never among them. Index: jobs_ended_idx.
 */
export async function lockOldJobs(tx: pg.PoolClient, tenantId: string, rowsMax: number): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: "lock-old-jobs",
    text: `SELECT id FROM (
             SELECT id, row_number() OVER w AS n, sum(1 + findings_count) OVER w AS rows FROM (
               SELECT id, finished_at, findings_count FROM jobs
                WHERE tenant_id = $1
                  AND finished_at < now() - make_interval(days => (SELECT h.history_days FROM tenant_history_limits h
                                                                    WHERE h.tenant_id = $1))
                ORDER BY finished_at, id LIMIT $2 FOR UPDATE SKIP LOCKED) old
             WINDOW w AS (ORDER BY finished_at, id)) counted
            WHERE n = 1 OR rows <= $2`,
    values: [tenantId, rowsMax],
  });
  return rows.map(({ id }) => id);
}
