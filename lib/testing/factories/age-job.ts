import type { Db } from "@/lib/db/transaction";

/** Makes a job as if everything of it had happened so many days earlier. */
export async function ageJob(db: Db, jobId: string, days: number): Promise<void> {
  await db.query(
    `UPDATE jobs SET queued_at = queued_at - $2::float8 * interval '1 day', assigned_at = assigned_at - $2::float8 * interval '1 day',
                     started_at = started_at - $2::float8 * interval '1 day', finished_at = finished_at - $2::float8 * interval '1 day'
      WHERE id = $1`,
    [jobId, days],
  );
}
