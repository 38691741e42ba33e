import type { Db } from "@/lib/db/transaction";

export interface CancelOrderRow {
  agentId: string;
  jobId: string;
  attempt: number;
}

/** Cancellations of these agents' jobs that no poll has carried yet; marks them as carried. A beat repeats them anyway. */
export async function takeCancelOrdersAcrossTenants(
  db: Db,
  agentIds: readonly string[],
): Promise<CancelOrderRow[]> {
  const { rows } = await db.query<CancelOrderRow>({
    name: "take-cancel-orders",
    text: `UPDATE job_leases SET cancel_delivered_at = clock_timestamp()
            WHERE agent_id = ANY ($1::uuid[]) AND cancel_requested_at IS NOT NULL AND cancel_delivered_at IS NULL
        RETURNING agent_id AS "agentId", job_id AS "jobId", attempt`,
    values: [agentIds],
  });
  return rows;
}
