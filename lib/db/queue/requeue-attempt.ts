import { newId } from "@/lib/db/new-id";
import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import { tierCeilingSql } from "@/lib/db/queue/tier-ceiling-sql";
import type { Db } from "@/lib/db/transaction";

/**
 * The agent of a live attempt is lost and the job has attempts left: back to the queue with attempt + 1, its original
 * age kept, its time in the queue counted anew. Fenced by job, attempt and agent; false when that lease is gone.
 * Rows are locked in the order lease, attempt, job, as everywhere.
 */
export async function requeueAttempt(
  tx: Db,
  key: AttemptKey,
  reason: string,
  backoffSeconds: number,
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "requeue-attempt",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           held AS (
             DELETE FROM job_leases l USING jobs j
              WHERE l.job_id = $1 AND l.attempt = $2 AND l.agent_id = $3 AND j.id = l.job_id
                AND j.attempt < j.max_attempts AND l.cancel_requested_at IS NULL
          RETURNING l.job_id, l.tenant_id, l.attempt, l.agent_id
           ), tried AS (
             UPDATE attempts a SET finished_at = clock.at, outcome = 'lost', reason = $4
               FROM held h, clock WHERE a.job_id = h.job_id AND a.attempt = h.attempt
          RETURNING a.job_id, a.attempt, a.agent_id
           ), moved AS (
             UPDATE jobs j
                SET status = 'queued', attempt = j.attempt + 1, assigned_at = NULL, started_at = NULL,
                    agent_id = NULL, agent_tenant_id = NULL, progress = NULL, progress_message = NULL,
                    log_bytes = 0, log_complete = false
               FROM tried t WHERE j.id = t.job_id
          RETURNING j.id, j.tenant_id, t.attempt, t.agent_id, j.tool, j.profile, j.capabilities, j.region, j.tier_requested, j.tier_max, j.selection_mode,
                    j.priority, j.queued_at
           ), waiting AS (
             INSERT INTO queue_items (job_id, tenant_id, tool, profile, capabilities, region, tier_ceiling, selection_mode, priority,
                                      queued_at, ready_at, expires_at)
             SELECT m.id, m.tenant_id, m.tool, m.profile, m.capabilities, m.region,
                    ${tierCeilingSql("m.tier_requested")}, m.selection_mode, m.priority, m.queued_at, clock.at + make_interval(secs => $5),
                    clock.at + make_interval(secs => $5 + t.max_queue_time_seconds)
               FROM moved m JOIN platform_agent_tiers t ON t.slug = m.tier_max, clock
           ), told AS (
             INSERT INTO events (at, tenant_id, type, subject_type, subject_id, data)
             SELECT clock.at, tenant_id, 'job.requeued', 'job', id,
                    jsonb_build_object('attempt', attempt, 'agent_id', agent_id, 'reason', $4::text) FROM moved, clock
           ), audited AS (
             INSERT INTO audit_log (id, at, tenant_id, actor_type, actor_name, action, target_type, target_id, after)
             SELECT $6, clock.at, tenant_id, 'system', 'system', 'job.requeued', 'job', id::text,
                    jsonb_build_object('attempt', attempt, 'agent_id', agent_id, 'reason', $4::text) FROM moved, clock
           )
           SELECT FROM moved`,
    values: [key.jobId, key.attempt, key.agentId, reason, backoffSeconds, newId()],
  });
  return (rowCount ?? 0) > 0;
}
