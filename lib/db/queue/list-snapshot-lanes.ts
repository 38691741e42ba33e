import type { Db } from "@/lib/db/transaction";
import type { SnapshotLane } from "@/lib/domain/queue/queue-snapshot";

/** Lanes looked at, those that moved furthest first: an installation has a few dozen. */
const LANES_MAX = 2_000;

/** What kinds of jobs there are, and where the service of each stands. */
export async function listSnapshotLanesAcrossTenants(db: Db): Promise<SnapshotLane[]> {
  const { rows } = await db.query<SnapshotLane>({
    name: "list-snapshot-lanes",
    text: `SELECT id::text, tool, capabilities, tier_ceiling AS "tierCeiling", selection_mode AS "selectionMode",
                  virtual_time AS "virtualTime"
             FROM queue_lanes ORDER BY virtual_time DESC LIMIT $1`,
    values: [LANES_MAX],
  });
  return rows;
}
