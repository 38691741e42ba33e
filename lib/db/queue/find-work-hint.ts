import type { Db } from "@/lib/db/transaction";

export interface WorkHint {
  hasClaimable: boolean;
  hasOrders: boolean;
}

/** The one cheap question that idle polling costs: is anything queued and ready, is any cancellation undelivered? */
export async function findWorkHintAcrossTenants(db: Db): Promise<WorkHint> {
  const { rows } = await db.query<WorkHint>({
    name: "find-work-hint",
    text: `SELECT EXISTS (SELECT FROM queue_items WHERE ready_at <= clock_timestamp()) AS "hasClaimable",
                  EXISTS (SELECT FROM job_leases
                           WHERE cancel_requested_at IS NOT NULL AND cancel_delivered_at IS NULL) AS "hasOrders"`,
  });
  return rows[0] ?? { hasClaimable: false, hasOrders: false };
}
