import type { Db } from "@/lib/db/transaction";
import { START_NAMED_SECONDS, START_SECONDS } from "@/lib/domain/job/lease";

export interface RenewedLeaseRow {
  jobId: string;
  attempt: number;
  leaseExpiresAt: Date;
  isCancelRequested: boolean;
}

/**
 * Renews the agent's leases: all of them, or exactly the named attempts. A named attempt that is not the agent's
 * present lease is left out of the answer, which is how the agent learns that it lost it.
 * Unnamed, a job that the agent has not reported running within a minute is not renewed: its claim's answer was lost.
 * Named, it is renewed for five: an agent whose report never arrives must not hold a job that does not run for ever.
 * A lease past its time that nobody has taken away yet is renewed too: the agent lives, so nothing is gained by a rerun.
 */
export async function renewLeases(
  tx: Db,
  agentId: string,
  running: readonly { job_id: string; attempt: number }[] | null,
  leaseSeconds: number,
): Promise<RenewedLeaseRow[]> {
  const { rows } = await tx.query<RenewedLeaseRow>({
    name: "renew-leases",
    text: `WITH held AS (
             SELECT l.job_id FROM job_leases l
              WHERE l.agent_id = $1
                AND (l.started_at IS NOT NULL OR l.assigned_at > clock_timestamp() - make_interval(secs => $4))
                AND ($2::jsonb IS NULL OR EXISTS (
                      SELECT FROM jsonb_to_recordset($2::jsonb) AS r(job_id uuid, attempt int)
                       WHERE r.job_id = l.job_id AND r.attempt = l.attempt))
              ORDER BY l.job_id FOR UPDATE
           )
           UPDATE job_leases l SET lease_expires_at = clock_timestamp() + make_interval(secs => $3)
             FROM held WHERE l.job_id = held.job_id
        RETURNING l.job_id AS "jobId", l.attempt, l.lease_expires_at AS "leaseExpiresAt",
                  l.cancel_requested_at IS NOT NULL AS "isCancelRequested"`,
    values: [
      agentId,
      running === null ? null : JSON.stringify(running),
      leaseSeconds,
      running === null ? START_SECONDS : START_NAMED_SECONDS,
    ],
  });
  return rows;
}
