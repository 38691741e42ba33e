import type { Db } from "@/lib/db/transaction";

export interface RunLengthRow {
  tool: string;
  p50Seconds: number;
  p90Seconds: number;
}

/** Attempts looked at, newest jobs first. */
const SAMPLE_MAX = 1_000;

/**
 * How long runs of each tool took lately, over every tenant: of the newest 1,000 attempts of jobs submitted within the
 * last 24 hours, those that ran to an end. A tool without one has no row.
 * Index: attempts_pkey read backwards; job ids begin with the time they were made.
 */
export async function listRunLengthsAcrossTenants(db: Db): Promise<RunLengthRow[]> {
  const { rows } = await db.query<RunLengthRow>({
    name: "list-run-lengths",
    text: `WITH since AS MATERIALIZED (
             SELECT (lpad(to_hex((extract(epoch FROM now() - interval '24 hours') * 1000)::bigint), 12, '0')
                     || repeat('0', 20))::uuid AS job_id),
           recent AS MATERIALIZED (
             SELECT job_id, attempt, outcome, finished_at - started_at AS length
               FROM attempts
              WHERE job_id >= (SELECT job_id FROM since)
              ORDER BY job_id DESC, attempt DESC LIMIT $1)
           SELECT j.tool,
                  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.length))::float8 AS "p50Seconds",
                  percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM r.length))::float8 AS "p90Seconds"
             FROM recent r JOIN jobs j ON j.id = r.job_id
            WHERE r.length IS NOT NULL AND r.outcome IN ('succeeded', 'failed', 'timed_out')
            GROUP BY j.tool`,
    values: [SAMPLE_MAX],
  });
  return rows;
}
