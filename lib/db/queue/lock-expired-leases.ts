import { DUE_LEASE_SQL, type DueLeaseRow } from "@/lib/db/queue/due-lease-sql";
import type { Db } from "@/lib/db/transaction";

/** Which leases to leave alone. */
export interface HeldLeases {
  /** Those of platform agents until their time has passed by so much. */
  platformSeconds: number;
  /** Those of these jobs. */
  jobIds: readonly string[];
}

/** Live leases whose time has passed, the oldest first. Locked until commit; others' are skipped. */
export async function lockExpiredLeasesAcrossTenants(
  tx: Db,
  { platformSeconds, jobIds }: HeldLeases,
  limit: number,
): Promise<DueLeaseRow[]> {
  const { rows } = await tx.query<DueLeaseRow>({
    name: "lock-expired-leases",
    text: `${DUE_LEASE_SQL}
            WHERE l.lease_expires_at < clock_timestamp() AND l.job_id <> ALL ($2::uuid[])
              AND (NOT l.is_platform_agent OR l.lease_expires_at < clock_timestamp() - make_interval(secs => $1))
            ORDER BY l.lease_expires_at LIMIT $3 FOR UPDATE OF l SKIP LOCKED`,
    values: [platformSeconds, jobIds, limit],
  });
  return rows;
}
