import type { Db } from "@/lib/db/transaction";

export interface CancelRequestRow {
  agentId: string;
  /** False when it had been asked for before. */
  isNew: boolean;
}

/** Asks the agent that holds the job to stop it. Null when nobody holds it. The first request's time stays. */
export async function requestCancel(
  tx: Db,
  tenantId: string,
  jobId: string,
): Promise<CancelRequestRow | null> {
  const { rows } = await tx.query<CancelRequestRow>({
    name: "request-cancel",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           held AS (SELECT job_id, agent_id, cancel_requested_at IS NULL AS is_new FROM job_leases
                     WHERE tenant_id = $1 AND job_id = $2 FOR UPDATE),
           leased AS (
             UPDATE job_leases l SET cancel_requested_at = clock.at FROM held h, clock WHERE l.job_id = h.job_id AND h.is_new
           ), marked AS (
             UPDATE jobs j SET cancel_requested_at = clock.at FROM held h, clock WHERE j.id = h.job_id AND h.is_new
           ), told AS (
             INSERT INTO events (at, tenant_id, type, subject_type, subject_id)
             SELECT clock.at, $1, 'job.cancel_requested', 'job', job_id FROM held, clock WHERE is_new
           )
           SELECT agent_id AS "agentId", is_new AS "isNew" FROM held`,
    values: [tenantId, jobId],
  });
  return rows[0] ?? null;
}
