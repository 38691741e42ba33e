import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";

/** queued -> expired for jobs that waited past their tier's limit, `limit` at most. Answers how many. */
export async function expireQueuedJobsAcrossTenants(tx: Db, limit: number): Promise<number> {
  const { rowCount } = await tx.query({
    name: "expire-queued-jobs",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           due AS MATERIALIZED (
             SELECT q.job_id, row_number() OVER () AS n
               FROM (SELECT job_id FROM queue_items, clock WHERE expires_at <= clock.at
                      ORDER BY expires_at LIMIT $1 FOR UPDATE OF queue_items SKIP LOCKED) q
           ), removed AS (
             DELETE FROM queue_items q USING due WHERE q.job_id = due.job_id
          RETURNING q.job_id, q.lane_id, q.ready_at, due.n
           ), moved AS (
             UPDATE jobs j SET status = 'expired', failure_reason = 'queue_timeout', finished_at = clock.at,
                    waited = waited_by_cause(j.waited, j.tenant_id, r.lane_id, COALESCE(
                      (SELECT max(a.finished_at) FROM attempts a WHERE a.job_id = j.id), j.queued_at), r.ready_at, clock.at),
                    error = 'No agent took the job within its time in the queue.'
               FROM removed r, clock WHERE j.id = r.job_id AND j.status = 'queued' RETURNING j.id, j.tenant_id, r.n
           ), told AS (
             INSERT INTO events (at, tenant_id, type, subject_type, subject_id)
             SELECT clock.at, tenant_id, 'job.expired', 'job', id FROM moved, clock
           )
           INSERT INTO audit_log (id, at, tenant_id, actor_type, actor_name, action, target_type, target_id)
           SELECT ($2::uuid[])[n], clock.at, tenant_id, 'system', 'system', 'job.expired', 'job', id::text FROM moved, clock`,
    values: [limit, Array.from({ length: limit }, newId)],
  });
  return rowCount ?? 0;
}
