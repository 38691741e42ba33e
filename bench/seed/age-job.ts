import type pg from "pg";

/** Makes a waiting job as if it had been submitted so many minutes earlier. */
export async function ageJob(db: pg.Pool, jobId: string, minutes: number): Promise<void> {
  await db.query(
    `WITH aged AS (
       UPDATE jobs SET queued_at = queued_at - make_interval(mins => $2) WHERE id = $1
     )
     UPDATE queue_items SET queued_at = queued_at - make_interval(mins => $2) WHERE job_id = $1`,
    [jobId, minutes],
  );
}
