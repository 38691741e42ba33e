import type { Db } from "@/lib/db/transaction";

export interface CancelOrderRow {
  agentId: string;
  jobId: string;
  attempt: number;
}

/**
 * Cancellations of these agents' jobs that no poll has carried yet; marks them as carried. A beat repeats them anyway.
 * A lease that somebody is just changing is left for the next look, so that this never waits.
 */
export async function takeCancelOrdersAcrossTenants(
  db: Db,
  agentIds: readonly string[],
): Promise<CancelOrderRow[]> {
  const { rows } = await db.query<CancelOrderRow>({
    name: "take-cancel-orders",
    text: `WITH due AS MATERIALIZED (
             SELECT job_id FROM job_leases
              WHERE agent_id = ANY ($1::uuid[]) AND cancel_requested_at IS NOT NULL AND cancel_delivered_at IS NULL
                FOR UPDATE SKIP LOCKED
           )
           UPDATE job_leases l SET cancel_delivered_at = clock_timestamp() FROM due WHERE l.job_id = due.job_id
        RETURNING l.agent_id AS "agentId", l.job_id AS "jobId", l.attempt`,
    values: [agentIds],
  });
  return rows;
}
