import type { Db } from "@/lib/db/transaction";

/**
 * Closes a job's open attempts: with the job's own end where the job ended in that attempt, else as lost when
 * the next one began or the job ended, if either has. Not the one that the job is in, if it runs. Answers how many. Call with the job's rows locked.
 */
export async function closeAttemptsAcrossTenants(tx: Db, jobId: string | null): Promise<number> {
  const { rowCount } = await tx.query({
    name: "close-attempts",
    text: `WITH job AS (SELECT * FROM jobs WHERE id = $1),
           open AS (
             SELECT a.attempt, a.attempt = j.attempt AND j.status IN ('succeeded', 'failed', 'cancelled', 'timed_out') AS is_end
               FROM attempts a, job j
              WHERE a.job_id = j.id AND a.outcome IS NULL
                AND NOT (a.attempt = j.attempt AND j.status IN ('assigned', 'running')))
           UPDATE attempts a
              SET outcome = CASE WHEN o.is_end THEN j.status ELSE 'lost' END,
                  reason = CASE WHEN o.is_end THEN j.failure_reason ELSE 'repaired' END,
                  exit_code = CASE WHEN o.is_end THEN j.exit_code END,
                  error = CASE WHEN o.is_end THEN j.error END,
                  finished_at = greatest(a.assigned_at, CASE WHEN o.is_end THEN j.finished_at ELSE least(
                    (SELECT min(n.assigned_at) FROM attempts n WHERE n.job_id = a.job_id AND n.attempt > a.attempt),
                    j.finished_at, clock_timestamp()) END)
             FROM open o, job j WHERE a.job_id = j.id AND a.attempt = o.attempt`,
    values: [jobId],
  });
  return rowCount ?? 0;
}
