import { IDLE_LANE_SQL } from "@/lib/db/queue/idle-lane-sql";
import type { Db } from "@/lib/db/transaction";

/** Seconds after which what is told of nobody is due. */
export interface DutyTimes {
  cancelSeconds: number;
  overtimeSeconds: number;
  silentSeconds: number;
}

/**
 * Which of maintenance's duties may find something to do; those that are not named always may. One statement, so that an
 * idle installation is not asked a dozen questions every two seconds. True of more than is really due: each
 * duty looks again at what it changes. What only lies about when nobody waits (passed shares, old samples of waits) is
 * left until somebody does.
 */
export async function findDueDutiesAcrossTenants(
  db: Db,
  { cancelSeconds, overtimeSeconds, silentSeconds }: DutyTimes,
): Promise<Record<string, boolean>> {
  const { rows } = await db.query<Record<string, boolean>>({
    name: "find-due-duties",
    text: `SELECT EXISTS (SELECT FROM tier_pauses WHERE resumes_at <= clock_timestamp()) AS end_tier_pauses,
                  -- The first by the index; asked whether there is one, Postgres would look for it in the whole backlog.
                  COALESCE((SELECT min(expires_at) FROM queue_items) <= clock_timestamp(), false) AS expire_queued_jobs,
                  l.finish_cancellations, l.time_out_runs, l.rescue_lost_leases, l.charge_running_jobs,
                  EXISTS (SELECT FROM tenant_lanes)
                    OR EXISTS (SELECT FROM queue_lanes l WHERE ${IDLE_LANE_SQL}) AS refresh_fair_order,
                  EXISTS (SELECT FROM tenant_lanes) AS sample_waits,
                  EXISTS (SELECT FROM agents WHERE status = 'draining' AND deleted_at IS NULL) AS finish_drains,
                  EXISTS (SELECT FROM agent_heartbeats WHERE NOT reported_offline
                             AND last_seen_at < clock_timestamp() - make_interval(secs => $3)) AS mark_offline_agents,
                  EXISTS (SELECT FROM history_turns WHERE due_at <= clock_timestamp()) AS remove_old_history
             FROM (SELECT COALESCE(bool_or(cancel_requested_at < now.at - make_interval(secs => $1)), false) AS finish_cancellations,
                          COALESCE(bool_or(deadline_at < now.at - make_interval(secs => $2)), false) AS time_out_runs,
                          COALESCE(bool_or(lease_expires_at < now.at), false) AS rescue_lost_leases,
                          COALESCE(bool_or(assigned_at + make_interval(secs => charged_seconds) < now.at)
                                     FILTER (WHERE lane_id IS NOT NULL), false) AS charge_running_jobs
                     FROM job_leases CROSS JOIN (SELECT clock_timestamp() AS at) now) l`,
    values: [cancelSeconds, overtimeSeconds, silentSeconds],
  });
  return rows[0] ?? {};
}
