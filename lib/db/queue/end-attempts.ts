import { newId } from "@/lib/db/new-id";
import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import type { Db } from "@/lib/db/transaction";
import type { FailureReason } from "@/lib/domain/job/job-status";

export interface AttemptEnd extends AttemptKey {
  end: "succeeded" | "failed" | "cancelled" | "timed_out";
  /** Set for `failed` and `timed_out`, null otherwise. */
  failureReason: FailureReason | null;
  /** Why the attempt ended, where that says more than why the job did. */
  attemptReason?: string;
  exitCode: number | null;
  error: string | null;
  actorType: "agent" | "system";
}

/**
 * Live attempts end, and their jobs with them: the lease goes, the job becomes terminal, the attempt keeps its result.
 * Fenced by job, attempt and agent: what is not a live lease is left out of the answer and changes nothing. Answers
 * those that ended. At most one end a job. Event and audit entry come in the same statement.
 * Rows are locked in the order lease, attempt, job, as everywhere: the leases by job id, attempts and jobs as the plan has
 * them, of which nobody else can end one whose lease is held here.
 */
export async function endAttemptsAcrossTenants(tx: Db, ends: readonly AttemptEnd[]): Promise<AttemptKey[]> {
  const { rows } = await tx.query<AttemptKey>({
    name: "end-attempts",
    text: `WITH said AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS e("jobId" uuid, attempt int, "agentId" uuid, "end" text,
                      "failureReason" text, "attemptReason" text, "exitCode" int, error text, "actorType" text, "auditId" uuid)
           ), ending AS MATERIALIZED (
             SELECT e.*, l.tenant_id
               FROM said e
               -- Found by the job: the agent's index may hold all that it has had since the oldest snapshot.
               JOIN job_leases l ON l.job_id = e."jobId" AND l.attempt = e.attempt AND l.agent_id IS NOT DISTINCT FROM e."agentId"
              -- Else a small table is read whole, with all the versions that nobody may remove yet.
              WHERE l.job_id = ANY (ARRAY(SELECT "jobId" FROM said))
              ORDER BY l.job_id FOR UPDATE OF l
           ), clock AS MATERIALIZED (
             -- Not before the leases are locked: until then others may still write what happened earlier.
             SELECT clock_timestamp() AS at WHERE (SELECT count(*) FROM ending) >= 0
           ), held AS (
             DELETE FROM job_leases l USING ending e
              WHERE l.job_id = e."jobId" AND l.job_id = ANY (ARRAY(SELECT "jobId" FROM ending))
          RETURNING e.*
           ), tried AS (
             UPDATE attempts a
                SET finished_at = clock.at, outcome = h."end", exit_code = h."exitCode",
                    reason = COALESCE(h."attemptReason", h."failureReason"), error = h.error
               FROM held h, clock WHERE a.job_id = h."jobId" AND a.attempt = h.attempt
          RETURNING h.*, a.agent_name
           ), moved AS (
             UPDATE jobs j
                SET status = t."end", failure_reason = t."failureReason", exit_code = t."exitCode", error = t.error,
                    finished_at = clock.at, progress = CASE WHEN t."end" = 'succeeded' THEN 100 ELSE j.progress END
               FROM tried t, clock
              -- Not as the index by status has it: that holds every job that ever ran, until it is cleaned up.
              WHERE j.id = t."jobId" AND (j.status IN ('assigned', 'running')) IS TRUE
           ), told AS (
             INSERT INTO events (at, tenant_id, type, subject_type, subject_id, data)
             SELECT clock.at, t.tenant_id, 'job.' || t."end", 'job', t."jobId",
                    jsonb_build_object('attempt', t.attempt, 'agent_id', t."agentId", 'reason', t."failureReason")
               FROM tried t, clock
           ), audited AS (
             INSERT INTO audit_log (id, at, tenant_id, actor_type, actor_id, actor_name, action, target_type, target_id, after)
             SELECT t."auditId", clock.at, t.tenant_id, t."actorType",
                    CASE WHEN t."actorType" = 'agent' THEN t."agentId"::text END,
                    CASE WHEN t."actorType" = 'agent' THEN t.agent_name ELSE 'system' END,
                    'job.' || t."end", 'job', t."jobId"::text,
                    jsonb_build_object('attempt', t.attempt, 'exit_code', t."exitCode", 'reason', t."failureReason")
               FROM tried t, clock
           )
           SELECT "jobId", attempt, "agentId" FROM tried`,
    values: [JSON.stringify(ends.map((end) => ({ ...end, auditId: newId() })))],
  });
  return rows;
}
