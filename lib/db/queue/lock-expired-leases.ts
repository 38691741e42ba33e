import { DUE_LEASE_SQL, type DueLeaseRow } from "@/lib/db/queue/due-lease-sql";
import type { Db } from "@/lib/db/transaction";

/** Live leases whose time passed more than `overdueSeconds` ago, the oldest first. Locked until commit; others' are skipped. */
export async function lockExpiredLeasesAcrossTenants(
  tx: Db,
  overdueSeconds: number,
  limit: number,
): Promise<DueLeaseRow[]> {
  const { rows } = await tx.query<DueLeaseRow>({
    name: "lock-expired-leases",
    text: `${DUE_LEASE_SQL}
            WHERE l.lease_expires_at < clock_timestamp() - make_interval(secs => $1)
            ORDER BY l.lease_expires_at LIMIT $2 FOR UPDATE OF l SKIP LOCKED`,
    values: [overdueSeconds, limit],
  });
  return rows;
}
