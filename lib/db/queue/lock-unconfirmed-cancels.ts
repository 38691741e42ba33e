import { DUE_LEASE_SQL, type DueLeaseRow } from "@/lib/db/queue/due-lease-sql";
import type { Db } from "@/lib/db/transaction";

/** Cancellations that the agent has not confirmed within `reportSeconds`. Locked until commit; others' are skipped. */
export async function lockUnconfirmedCancelsAcrossTenants(
  tx: Db,
  reportSeconds: number,
  limit: number,
): Promise<DueLeaseRow[]> {
  const { rows } = await tx.query<DueLeaseRow>({
    name: "lock-unconfirmed-cancels",
    text: `${DUE_LEASE_SQL}
            WHERE l.cancel_requested_at < clock_timestamp() - make_interval(secs => $1)
            ORDER BY l.cancel_requested_at LIMIT $2 FOR UPDATE OF l SKIP LOCKED`,
    values: [reportSeconds, limit],
  });
  return rows;
}
