import type { Db } from "@/lib/db/transaction";

export interface JobCounts {
  at: Date;
  queued: number;
  /** Of the queued ones those that only their tenant's own agents may run. */
  queuedForOwn: number;
  assigned: number;
  running: number;
  /** Of the assigned and running ones those on tenants' own agents. */
  heldByOwn: number;
  succeeded: number;
  failed: number;
  cancelled: number;
  timedOut: number;
  expired: number;
}

/** Jobs of this age and younger are looked at for what ended lately; runs longer than this are left out of the figure. */
const FINISHED_LOOKBACK = "3 days";

/**
 * What waits and runs now, and what ended within the last hour. Ids sort by the time of submission, so the ended ones
 * are read from a range of the primary key and not from the whole history.
 */
export async function countJobsAcrossTenants(db: Db): Promise<JobCounts> {
  const { rows } = await db.query<JobCounts>({
    name: "count-jobs",
    text: `WITH ended AS (
             SELECT status, count(*) AS jobs FROM jobs
              WHERE id > (lpad(to_hex((extract(epoch FROM now() - interval '${FINISHED_LOOKBACK}') * 1000)::bigint), 12, '0')
                          || repeat('0', 20))::uuid
                AND finished_at > now() - interval '1 hour'
              GROUP BY status),
                waiting AS (
             SELECT count(*)::integer AS jobs, (count(*) FILTER (WHERE selection_mode = 'tenant_only'))::integer AS own
               FROM queue_items),
                held AS (
             SELECT (count(*) FILTER (WHERE started_at IS NULL))::integer AS assigned,
                    (count(*) FILTER (WHERE started_at IS NOT NULL))::integer AS running,
                    (count(*) FILTER (WHERE NOT is_platform_agent))::integer AS own
               FROM job_leases)
           SELECT now() AS at,
                  (SELECT jobs FROM waiting) AS queued, (SELECT own FROM waiting) AS "queuedForOwn",
                  (SELECT assigned FROM held) AS assigned, (SELECT running FROM held) AS running,
                  (SELECT own FROM held) AS "heldByOwn",
                  COALESCE(sum(jobs) FILTER (WHERE status = 'succeeded'), 0)::integer AS succeeded,
                  COALESCE(sum(jobs) FILTER (WHERE status = 'failed'), 0)::integer AS failed,
                  COALESCE(sum(jobs) FILTER (WHERE status = 'cancelled'), 0)::integer AS cancelled,
                  COALESCE(sum(jobs) FILTER (WHERE status = 'timed_out'), 0)::integer AS "timedOut",
                  COALESCE(sum(jobs) FILTER (WHERE status = 'expired'), 0)::integer AS expired
             FROM ended`,
  });
  const [counts] = rows;
  if (!counts) throw new Error("an aggregate without groups has one row");
  return counts;
}
