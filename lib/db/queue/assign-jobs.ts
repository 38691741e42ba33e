import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface NewAssignment {
  jobId: string;
  agentId: string;
  agentTenantId: string;
  agentName: string;
  tier: Tier;
  laneId: string;
  chargedSeconds: number;
  chargedPass: number;
}

/** A job that an agent holds now, and as which of its attempts. */
export interface AssignedRow {
  jobId: string;
  attempt: number;
}

/**
 * Turns queued jobs into leases. Call under `lockDispatch`.
 *
 * Promise: each job moves at most once; one that was cancelled or expired meanwhile (its row locked or gone) is left
 * out. Lease, attempt, event and the audit entry `job.assigned` come into being in the same statement as the new state.
 * Answers those that moved. Times are the database's, taken once.
 */
export async function assignJobsAcrossTenants(
  tx: Db,
  assignments: readonly NewAssignment[],
  leaseSeconds: number,
): Promise<AssignedRow[]> {
  const { rows } = await tx.query<AssignedRow>({
    name: "assign-jobs",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           picked AS (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS p(
               "jobId" uuid, "agentId" uuid, "agentTenantId" uuid, "agentName" text, tier text, "auditId" uuid,
               "laneId" int, "chargedSeconds" float8, "chargedPass" float8)
           ), agent AS MATERIALIZED (
             -- Looked at again under a lock: an admin's word that committed meanwhile counts. By id, as everywhere.
             SELECT id, tier FROM agents
              WHERE id IN (SELECT "agentId" FROM picked) AND status = 'active' AND deleted_at IS NULL
              ORDER BY id FOR SHARE
           ), locked AS MATERIALIZED (
             SELECT q.job_id
               FROM queue_items q JOIN picked p ON p."jobId" = q.job_id
               JOIN agent a ON a.id = p."agentId" AND a.tier = p.tier
                FOR UPDATE OF q SKIP LOCKED
           ), removed AS (
             DELETE FROM queue_items q USING locked l WHERE q.job_id = l.job_id
          RETURNING q.job_id, q.lane_id, q.ready_at
           ), moved AS (
             UPDATE jobs j
                SET status = 'assigned', assigned_at = clock.at, agent_tenant_id = p."agentTenantId", agent_id = p."agentId",
                    progress = NULL, progress_message = NULL,
                    waited = waited_by_cause(j.waited, j.tenant_id, r.lane_id, COALESCE(
                      (SELECT max(a.finished_at) FROM attempts a WHERE a.job_id = j.id), j.queued_at), r.ready_at, clock.at)
               FROM removed r JOIN picked p ON p."jobId" = r.job_id, clock
              WHERE j.id = r.job_id AND j.status = 'queued'
          RETURNING j.id, j.tenant_id, j.attempt, p."agentId", p."agentTenantId", p."agentName", p.tier, p."auditId",
                    p."laneId", p."chargedSeconds", p."chargedPass", clock.at
           ), leased AS (
             INSERT INTO job_leases (job_id, tenant_id, attempt, agent_id, tier, assigned_at, lease_expires_at, is_platform_agent,
                                     lane_id, charged_seconds, charged_pass)
             SELECT id, tenant_id, attempt, "agentId", tier, at, at + make_interval(secs => $2), "agentTenantId" <> tenant_id,
                    CASE WHEN "agentTenantId" <> tenant_id THEN "laneId" END, "chargedSeconds", "chargedPass"
               FROM moved
           ), tried AS (
             INSERT INTO attempts (job_id, attempt, tenant_id, agent_id, agent_name, tier, assigned_at)
             SELECT id, attempt, tenant_id, "agentId", "agentName", tier, at FROM moved
           ), told AS (
             INSERT INTO events (at, tenant_id, type, subject_type, subject_id, data)
             SELECT at, tenant_id, 'job.assigned', 'job', id,
                    jsonb_build_object('attempt', attempt, 'agent_id', "agentId", 'tier', tier) FROM moved
           ), audited AS (
             INSERT INTO audit_log (id, at, tenant_id, actor_type, actor_id, actor_name, action, target_type, target_id, after)
             SELECT "auditId", at, tenant_id, 'agent', "agentId"::text, "agentName", 'job.assigned', 'job', id::text,
                    jsonb_build_object('tier', tier, 'attempt', attempt, 'agent_id', "agentId") FROM moved
           )
           SELECT id AS "jobId", attempt FROM moved`,
    values: [
      JSON.stringify(assignments.map((assignment) => ({ ...assignment, auditId: newId() }))),
      leaseSeconds,
    ],
  });
  return rows;
}
