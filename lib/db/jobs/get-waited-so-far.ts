import type { Db } from "@/lib/db/transaction";

/** Milliseconds by cause. */
export interface WaitedSoFar {
  /** Of the waits that have ended. */
  earlier: Record<string, number>;
  /** Of the present wait, as it would be written if it ended now. */
  present: Record<string, number>;
}

/**
 * What the tenant's queued job has waited until this moment; null when it is not queued.
 * Cost: 0.2 ms, and a look at each change of the cause during the wait: 4 ms after two hours in which each sample found another.
 */
export async function getWaitedSoFar(db: Db, tenantId: string, jobId: string): Promise<WaitedSoFar | null> {
  const { rows } = await db.query<WaitedSoFar>({
    name: "get-waited-so-far",
    text: `SELECT j.waited AS earlier,
                  waited_by_cause('{}', q.tenant_id, q.lane_id, COALESCE(
                    (SELECT max(a.finished_at) FROM attempts a WHERE a.job_id = j.id), j.queued_at),
                    q.ready_at, clock_timestamp()) AS present
             FROM queue_items q JOIN jobs j ON j.id = q.job_id
            WHERE q.tenant_id = $1 AND q.job_id = $2`,
    values: [tenantId, jobId],
  });
  return rows[0] ?? null;
}
