import type { Db } from "@/lib/db/transaction";
import type { JobStatus } from "@/lib/domain/job/job-status";

export interface LiveAttemptRow {
  status: JobStatus;
  leaseExpiresAt: Date;
  isCancelRequested: boolean;
  /** False when the job was running already: the report was a repeat. */
  isFirst: boolean;
}

export interface AttemptKey {
  jobId: string;
  attempt: number;
  agentId: string;
}

/**
 * assigned -> running, once; also notes progress. Fenced by job, attempt and agent: null when that is not the live lease.
 * The run's own deadline starts here.
 */
export async function startAttempt(
  tx: Db,
  key: AttemptKey,
  progress: number | null,
  message: string | null,
): Promise<LiveAttemptRow | null> {
  const { rows } = await tx.query<LiveAttemptRow>({
    name: "start-attempt",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           held AS (
             SELECT l.job_id, l.tenant_id, l.lease_expires_at, l.cancel_requested_at, l.started_at IS NULL AS is_first
               FROM job_leases l
              WHERE l.job_id = $1 AND l.attempt = $2 AND l.agent_id = $3 FOR UPDATE
           ), leased AS (
             UPDATE job_leases l
                SET started_at = clock.at, deadline_at = clock.at + make_interval(secs => j.timeout_seconds)
               FROM held h JOIN jobs j ON j.id = h.job_id, clock
              WHERE l.job_id = h.job_id AND h.is_first
           ), tried AS (
             UPDATE attempts a SET started_at = clock.at FROM held h, clock
              WHERE a.job_id = h.job_id AND a.attempt = $2 AND h.is_first
          RETURNING a.job_id
           ), moved AS (
             UPDATE jobs j
                SET status = 'running', started_at = COALESCE(j.started_at, clock.at),
                    progress = COALESCE($4, j.progress), progress_message = COALESCE($5, j.progress_message)
               FROM held h, clock
                    -- The look at "tried" locks the attempt before the job, in the order of every other write.
              WHERE j.id = h.job_id AND (SELECT count(*) FROM tried) >= 0
          RETURNING j.id
           ), told AS (
             INSERT INTO events (at, tenant_id, type, subject_type, subject_id, data)
             SELECT clock.at, h.tenant_id, CASE WHEN h.is_first THEN 'job.running' ELSE 'job.progress' END, 'job', h.job_id,
                    jsonb_build_object('attempt', $2::int, 'progress', $4::int)
               FROM held h, clock WHERE h.is_first OR $4 IS NOT NULL
           )
           SELECT 'running' AS status, h.lease_expires_at AS "leaseExpiresAt",
                  h.cancel_requested_at IS NOT NULL AS "isCancelRequested", h.is_first AS "isFirst"
             FROM held h JOIN moved m ON m.id = h.job_id`,
    values: [key.jobId, key.attempt, key.agentId, progress, message],
  });
  return rows[0] ?? null;
}
