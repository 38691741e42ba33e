import type { Db } from "@/lib/db/transaction";

export interface JobCounts {
  at: Date;
  queued: number;
  assigned: number;
  running: number;
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
              GROUP BY status)
           SELECT now() AS at,
                  (SELECT count(*) FROM queue_items)::integer AS queued,
                  (SELECT count(*) FROM job_leases WHERE started_at IS NULL)::integer AS assigned,
                  (SELECT count(*) FROM job_leases WHERE started_at IS NOT NULL)::integer AS running,
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
