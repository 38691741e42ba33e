import type { Db } from "@/lib/db/transaction";
import { START_NAMED_SECONDS, START_SECONDS } from "@/lib/domain/job/lease";

export interface LeaseRenewal {
  agentId: string;
  /** The attempts to renew; null: all of the agent's. */
  running: readonly { job_id: string; attempt: number }[] | null;
}

export interface RenewedLeaseRow {
  jobId: string;
  attempt: number;
  leaseExpiresAt: Date;
  isCancelRequested: boolean;
}

/**
 * Renews leases of agents, for each all of them or exactly the named attempts; answers a list for each renewal, in their
 * order. A named attempt that is not the agent's present lease is left out, which is how the agent learns that it lost it.
 * Unnamed, a job that the agent has not reported running within a minute is not renewed: its claim's answer was lost.
 * Named, it is renewed for five: an agent whose report never arrives must not hold a job that does not run for ever.
 * A lease past its time that nobody has taken away yet is renewed too: the agent lives, so nothing is gained by a rerun.
 * Leases are locked in the order of their jobs' ids.
 */
export async function renewLeasesAcrossTenants(
  tx: Db,
  renewals: readonly LeaseRenewal[],
  leaseSeconds: number,
): Promise<RenewedLeaseRow[][]> {
  const { rows } = await tx.query<RenewedLeaseRow & { n: number }>({
    name: "renew-leases",
    text: `WITH renewal AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(n int, "agentId" uuid, running jsonb)
           ), named AS MATERIALIZED (
             SELECT r.n, r."agentId", j.job_id, j.attempt
               FROM renewal r CROSS JOIN LATERAL jsonb_to_recordset(r.running) AS j(job_id uuid, attempt int)
           ), wanted AS MATERIALIZED (
             SELECT n.n, l.job_id, l.attempt, l.agent_id
               FROM named n
               -- Found by the job: the agent's index may hold all that it has had since the oldest snapshot.
               JOIN job_leases l ON l.job_id = n.job_id AND l.attempt = n.attempt AND l.agent_id IS NOT DISTINCT FROM n."agentId"
                -- Else a small table is read whole, with all the versions that nobody may remove yet.
              WHERE l.job_id = ANY (ARRAY(SELECT job_id FROM named))
                AND (l.started_at IS NOT NULL OR l.assigned_at > clock_timestamp() - make_interval(secs => $4))
              UNION
             SELECT r.n, l.job_id, l.attempt, l.agent_id
               FROM renewal r JOIN job_leases l ON l.agent_id = r."agentId"
              WHERE r.running IS NULL
                AND (l.started_at IS NOT NULL OR l.assigned_at > clock_timestamp() - make_interval(secs => $3))
           ), held AS MATERIALIZED (
             SELECT l.job_id
               FROM job_leases l
               JOIN (SELECT DISTINCT job_id, attempt, agent_id FROM wanted) w USING (job_id, attempt, agent_id)
              WHERE l.job_id = ANY (ARRAY(SELECT job_id FROM wanted))
              ORDER BY l.job_id FOR UPDATE OF l
           ), renewed AS (
             UPDATE job_leases l SET lease_expires_at = clock_timestamp() + make_interval(secs => $2)
               FROM held WHERE l.job_id = held.job_id
          RETURNING l.job_id, l.attempt, l.lease_expires_at, l.cancel_requested_at
           )
           SELECT w.n, r.job_id AS "jobId", r.attempt, r.lease_expires_at AS "leaseExpiresAt",
                  r.cancel_requested_at IS NOT NULL AS "isCancelRequested"
             FROM renewed r JOIN wanted w USING (job_id, attempt)`,
    values: [
      JSON.stringify(renewals.map(({ agentId, running }, n) => ({ n, agentId, running }))),
      leaseSeconds,
      START_SECONDS,
      START_NAMED_SECONDS,
    ],
  });
  const leases = renewals.map((): RenewedLeaseRow[] => []);
  for (const { n, ...lease } of rows) leases[n]?.push(lease);
  return leases;
}
