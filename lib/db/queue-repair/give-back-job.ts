import type pg from "pg";
import { lockAttemptLeaseAcrossTenants } from "@/lib/db/queue/lock-attempt-lease";
import { type ReleaseReason, releaseLease } from "@/lib/db/queue/release-agent-leases";
import { changedRow } from "@/lib/db/queue-repair/changed-row";
import { closeAttemptsAcrossTenants } from "@/lib/db/queue-repair/close-attempts";
import type { QueueFault } from "@/lib/db/queue-repair/queue-check";

/**
 * Takes a live job from its agent the way that every lost lease is taken: first lease and attempt are made to say what
 * the job says, then the lease is released. Nothing is charged for a lease that had to be made. Answers the job's state.
 */
export function giveBackJob(reason: ReleaseReason) {
  return async (tx: pg.PoolClient, { jobId }: QueueFault): Promise<Record<string, unknown>> => {
    const lease = await changedRow(tx, RESTORE_LEASE, [jobId]);
    await closeAttemptsAcrossTenants(tx, jobId);
    const held = await lockAttemptLeaseAcrossTenants(tx, {
      jobId: String(jobId),
      attempt: Number(lease.attempt),
      agentId: String(lease.agent_id),
    });
    if (!held) throw new Error("the lease could not be restored");
    await releaseLease(tx, held, reason);
    return await changedRow(tx, "SELECT status, attempt, failure_reason FROM jobs WHERE id = $1", [jobId]);
  };
}

/** Not under the dispatch lock, by whose order leases are numbered: good only because `releaseLease` takes it away again. */
const RESTORE_LEASE = `
  WITH held AS (
    SELECT j.*, a.name AS agent_name, COALESCE(l.tier, a.tier) AS agent_tier, clock_timestamp() AS now
      FROM jobs j JOIN agents a ON a.id = j.agent_id LEFT JOIN job_leases l ON l.job_id = j.id
     WHERE j.id = $1 AND j.status IN ('assigned', 'running')
  ), tried AS (
    INSERT INTO attempts (job_id, attempt, tenant_id, agent_id, agent_name, tier, assigned_at, started_at)
    SELECT id, attempt, tenant_id, agent_id, agent_name, agent_tier, assigned_at, started_at FROM held
        ON CONFLICT (job_id, attempt) DO NOTHING
  )
  INSERT INTO job_leases AS l (job_id, tenant_id, attempt, agent_id, tier, assigned_at, lease_expires_at,
                               cancel_requested_at, is_platform_agent)
  SELECT id, tenant_id, attempt, agent_id, agent_tier, now, now, cancel_requested_at, agent_tenant_id <> tenant_id
    FROM held
      ON CONFLICT (job_id) DO UPDATE
     SET attempt = EXCLUDED.attempt, agent_id = EXCLUDED.agent_id, cancel_requested_at = EXCLUDED.cancel_requested_at
  RETURNING l.attempt, l.agent_id`;
