import { DUE_LEASE_SQL, type DueLeaseRow } from "@/lib/db/queue/due-lease-sql";
import type { Db } from "@/lib/db/transaction";

/** Runs past their own time limit that the agent has not ended within `reportSeconds`. Locked until commit; others' are skipped. */
export async function lockOverdueRunsAcrossTenants(
  tx: Db,
  reportSeconds: number,
  limit: number,
): Promise<DueLeaseRow[]> {
  const { rows } = await tx.query<DueLeaseRow>({
    name: "lock-overdue-runs",
    text: `${DUE_LEASE_SQL}
            WHERE l.deadline_at < clock_timestamp() - make_interval(secs => $1)
            ORDER BY l.deadline_at LIMIT $2 FOR UPDATE OF l SKIP LOCKED`,
    values: [reportSeconds, limit],
  });
  return rows;
}
