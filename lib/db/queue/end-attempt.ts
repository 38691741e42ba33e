import { newId } from "@/lib/db/new-id";
import type { AttemptKey } from "@/lib/db/queue/start-attempt";
import type { Db } from "@/lib/db/transaction";
import type { FailureReason } from "@/lib/domain/job/job-status";

export type AttemptEnd = "succeeded" | "failed" | "cancelled" | "timed_out";

export interface AttemptResult {
  end: AttemptEnd;
  /** Set for `failed` and `timed_out`, null otherwise. */
  failureReason: FailureReason | null;
  exitCode: number | null;
  error: string | null;
  actorType: "agent" | "system";
}

/**
 * The live attempt ends, and the job with it: the lease goes, the job becomes terminal, the attempt keeps its result.
 * Fenced by job, attempt and agent: answers false and changes nothing when that is not the live lease.
 * Event and audit entry come in the same statement. Rows are locked in the order lease, attempt, job, as everywhere.
 */
export async function endAttempt(tx: Db, key: AttemptKey, result: AttemptResult): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "end-attempt",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           held AS (
             DELETE FROM job_leases WHERE job_id = $1 AND attempt = $2 AND agent_id = $3
          RETURNING job_id, tenant_id, attempt, agent_id
           ), tried AS (
             UPDATE attempts a
                SET finished_at = clock.at, outcome = $4, exit_code = $6, reason = $5, error = $7
               FROM held h, clock WHERE a.job_id = h.job_id AND a.attempt = h.attempt
          RETURNING a.job_id, a.agent_name
           ), moved AS (
             UPDATE jobs j
                SET status = $4, failure_reason = $5, exit_code = $6, error = $7, finished_at = clock.at,
                    progress = CASE WHEN $4 = 'succeeded' THEN 100 ELSE j.progress END
               FROM tried t, clock WHERE j.id = t.job_id AND j.status IN ('assigned', 'running')
           ), told AS (
             INSERT INTO events (at, tenant_id, type, subject_type, subject_id, data)
             SELECT clock.at, h.tenant_id, 'job.' || $4, 'job', h.job_id,
                    jsonb_build_object('attempt', h.attempt, 'agent_id', h.agent_id, 'reason', $5::text) FROM held h, clock
           ), audited AS (
             INSERT INTO audit_log (id, at, tenant_id, actor_type, actor_id, actor_name, action, target_type, target_id, after)
             SELECT $8, clock.at, h.tenant_id, $9, CASE WHEN $9 = 'agent' THEN h.agent_id::text END,
                    CASE WHEN $9 = 'agent' THEN t.agent_name ELSE 'system' END, 'job.' || $4, 'job', h.job_id::text,
                    jsonb_build_object('attempt', h.attempt, 'exit_code', $6::int, 'reason', $5::text)
               FROM held h, tried t, clock
           )
           SELECT FROM held`,
    values: [
      key.jobId,
      key.attempt,
      key.agentId,
      result.end,
      result.failureReason,
      result.exitCode,
      result.error,
      newId(),
      result.actorType,
    ],
  });
  return (rowCount ?? 0) > 0;
}
