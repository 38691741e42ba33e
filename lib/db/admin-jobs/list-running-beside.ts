import type { Db } from "@/lib/db/transaction";

export interface RunningBesideRow {
  attempt: number;
  /** Jobs of the tenant on platform agents at the instant of the assignment, this one counted. */
  running: number;
  /** There were more jobs around it than were looked at, so that there may have been more. */
  isAtLeast: boolean;
  /** What the tenant may run at once now; null: it has no platform agents now. */
  maxConcurrent: number | null;
}

/** Jobs that were submitted earlier than this before the first assignment are taken to have ended by then. */
const LOOKBACK = "3 days";

/**
 * What a tenant had running when an attempt of its job was assigned to a platform agent, a row an attempt.
 * Ids sort by the time of submission, so jobs that ran beside it stand near it in the tenant's own order: of
 * `jobsMax` on each side the attempts are looked up. Nothing of anybody else's is read.
 */
export async function listRunningBeside(
  db: Db,
  tenantId: string,
  jobId: string,
  jobsMax: number,
): Promise<RunningBesideRow[]> {
  const { rows } = await db.query<RunningBesideRow>({
    name: "list-running-beside",
    text: `WITH self AS MATERIALIZED (
             SELECT a.attempt, a.assigned_at
               FROM attempts a JOIN agents g ON g.id = a.agent_id AND g.is_platform_agent
              WHERE a.job_id = $2 AND a.tenant_id = $1
           ), span AS MATERIALIZED (
             -- The clocks of who submits and of the database may differ a little.
             SELECT ${idAt(`min(assigned_at) - interval '${LOOKBACK}'`)} AS first,
                    ${idAt("max(assigned_at) + interval '1 minute'")} AS last
               FROM self
           ), before AS MATERIALIZED (
             SELECT j.id FROM span CROSS JOIN LATERAL (
               SELECT id FROM jobs WHERE tenant_id = $1 AND id <= $2 AND id > span.first ORDER BY id DESC LIMIT $3) j
           ), after AS MATERIALIZED (
             SELECT j.id FROM span CROSS JOIN LATERAL (
               SELECT id FROM jobs WHERE tenant_id = $1 AND id > $2 AND id < span.last ORDER BY id LIMIT $3) j
           ), run AS MATERIALIZED (
             SELECT a.assigned_at, a.finished_at
               FROM (SELECT id FROM before UNION ALL SELECT id FROM after) near
               JOIN attempts a ON a.job_id = near.id
               JOIN agents g ON g.id = a.agent_id AND g.is_platform_agent
           )
           SELECT self.attempt,
                  (SELECT count(*)::int FROM run
                    WHERE run.assigned_at <= self.assigned_at
                      AND (run.finished_at IS NULL OR run.finished_at > self.assigned_at)) AS running,
                  (SELECT count(*) FROM before) = $3 OR (SELECT count(*) FROM after) = $3 AS "isAtLeast",
                  (SELECT l.max_concurrent_jobs FROM tenant_platform_limits l WHERE l.tenant_id = $1) AS "maxConcurrent"
             FROM self ORDER BY self.attempt`,
    values: [tenantId, jobId, jobsMax],
  });
  return rows;
}

/** The least id of a job that was submitted at this instant. */
function idAt(instant: string): string {
  return `(lpad(to_hex((extract(epoch FROM ${instant}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`;
}
