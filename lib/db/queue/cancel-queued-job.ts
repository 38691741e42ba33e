import type { Db } from "@/lib/db/transaction";

/** queued -> cancelled. False when the job is not waiting (any more). */
export async function cancelQueuedJob(tx: Db, tenantId: string, jobId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "cancel-queued-job",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           removed AS (DELETE FROM queue_items WHERE tenant_id = $1 AND job_id = $2
                       RETURNING job_id, lane_id, ready_at),
           moved AS (
             UPDATE jobs j SET status = 'cancelled', cancel_requested_at = clock.at, finished_at = clock.at,
                    waited = waited_by_cause(j.waited, j.tenant_id, r.lane_id, COALESCE(
                      (SELECT max(a.finished_at) FROM attempts a WHERE a.job_id = j.id), j.queued_at), r.ready_at, clock.at)
               FROM removed r, clock WHERE j.id = r.job_id AND j.status = 'queued' RETURNING j.id
           )
           INSERT INTO events (at, tenant_id, type, subject_type, subject_id)
           SELECT clock.at, $1, 'job.cancelled', 'job', id FROM moved, clock`,
    values: [tenantId, jobId],
  });
  return (rowCount ?? 0) > 0;
}
