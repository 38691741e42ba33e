import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import type { Db } from "@/lib/db/transaction";

export interface AttemptStart extends AttemptKey {
  progress: number | null;
  message: string | null;
}

export interface LiveAttemptRow extends AttemptKey {
  leaseExpiresAt: Date;
  isCancelRequested: boolean;
}

/**
 * assigned -> running, once; also notes progress. Fenced by job, attempt and agent: what is not a live lease is left out
 * of the answer and changes nothing. The run's own deadline starts here. At most one start a job.
 * Rows are locked in the order lease, attempt, job, as everywhere: the leases by job id, attempts and jobs as the plan has
 * them, of which nobody else can start one whose lease is held here.
 */
export async function startAttemptsAcrossTenants(
  tx: Db,
  starts: readonly AttemptStart[],
): Promise<LiveAttemptRow[]> {
  const { rows } = await tx.query<LiveAttemptRow>({
    name: "start-attempts",
    text: `WITH start AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb)
                      AS s("jobId" uuid, attempt int, "agentId" uuid, progress int, message text)
           ), held AS MATERIALIZED (
             SELECT l.job_id, l.tenant_id, l.attempt, l.lease_expires_at, l.cancel_requested_at,
                    l.started_at IS NULL AS is_first, s."agentId", s.progress, s.message
               -- Found by the job: the agent's index may hold all that it has had since the oldest snapshot.
               FROM job_leases l JOIN start s ON s."jobId" = l.job_id AND s.attempt = l.attempt
                                             AND s."agentId" IS NOT DISTINCT FROM l.agent_id
                -- Else a small table is read whole, with all the versions that nobody may remove yet.
              WHERE l.job_id = ANY (ARRAY(SELECT "jobId" FROM start))
              ORDER BY l.job_id FOR UPDATE OF l
           ), clock AS MATERIALIZED (
             -- Not before the leases are locked: until then others may still write what happened earlier.
             SELECT clock_timestamp() AS at WHERE (SELECT count(*) FROM held) >= 0
           ), leased AS (
             UPDATE job_leases l
                SET started_at = clock.at, deadline_at = clock.at + make_interval(secs => j.timeout_seconds)
               FROM held h JOIN jobs j ON j.id = h.job_id, clock
              WHERE l.job_id = h.job_id AND h.is_first
           ), tried AS (
             UPDATE attempts a SET started_at = clock.at FROM held h, clock
              WHERE a.job_id = h.job_id AND a.attempt = h.attempt AND h.is_first
          RETURNING a.job_id
           ), moved AS (
             UPDATE jobs j
                SET status = 'running', started_at = COALESCE(j.started_at, clock.at),
                    progress = COALESCE(h.progress, j.progress), progress_message = COALESCE(h.message, j.progress_message)
               FROM held h, clock
                    -- The look at "tried" locks the attempt before the job, in the order of every other write.
              WHERE j.id = h.job_id AND (SELECT count(*) FROM tried) >= 0
          RETURNING j.id
           ), told AS (
             INSERT INTO events (at, tenant_id, type, subject_type, subject_id, data)
             SELECT clock.at, h.tenant_id, CASE WHEN h.is_first THEN 'job.running' ELSE 'job.progress' END, 'job', h.job_id,
                    jsonb_build_object('attempt', h.attempt, 'progress', h.progress)
               FROM held h, clock WHERE h.is_first OR h.progress IS NOT NULL
           )
           SELECT h.job_id AS "jobId", h.attempt, h."agentId", h.lease_expires_at AS "leaseExpiresAt",
                  h.cancel_requested_at IS NOT NULL AS "isCancelRequested"
             FROM held h JOIN moved m ON m.id = h.job_id`,
    values: [JSON.stringify(starts)],
  });
  return rows;
}
