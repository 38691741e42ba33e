import type { Db } from "@/lib/db/transaction";
import type { SnapshotLane } from "@/lib/domain/queue/queue-snapshot";

/** Lanes looked at, those first in which somebody waits, and then those that moved furthest. */
const LANES_MAX = 2_000;

/** What kinds of jobs there are, and where the service of each stands. */
export async function listSnapshotLanesAcrossTenants(db: Db): Promise<SnapshotLane[]> {
  const { rows } = await db.query<SnapshotLane>({
    name: "list-snapshot-lanes",
    text: `SELECT l.id::text, l.tool, l.capabilities, l.tier_ceiling AS "tierCeiling", l.selection_mode AS "selectionMode",
                  COALESCE(c.entry_time, 0) AS "entryTime", w.lane_id IS NOT NULL AS "isAwaited"
             FROM queue_lanes l
             LEFT JOIN (SELECT DISTINCT lane_id FROM tenant_lanes) w ON w.lane_id = l.id
             LEFT JOIN (SELECT lane_id, max(earned_time + shift) AS entry_time FROM lane_clocks GROUP BY lane_id) c
               ON c.lane_id = l.id
            ORDER BY 7 DESC, 6 DESC LIMIT $1`,
    values: [LANES_MAX],
  });
  return rows;
}
