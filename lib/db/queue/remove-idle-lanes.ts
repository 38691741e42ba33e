import { IDLE_LANE_SQL } from "@/lib/db/queue/idle-lane-sql";
import { type Db, together } from "@/lib/db/transaction";

/**
 * Removes those of these lanes that are idle, with their clocks and what tenants owed in them.
 *
 * Promise: a lane that a submit is about to use is left alone: it holds the row, and is then skipped here; whoever comes
 * later finds the row locked, waits, and makes a new one. Two statements, so that the second sees what was committed
 * before the rows were locked; both are sent when this is called. Call under `lockDispatch`.
 * Cost: a walk over all places for each lane, by the foreign key.
 */
export async function removeIdleLanesAcrossTenants(tx: Db, laneIds: readonly string[]): Promise<void> {
  if (laneIds.length === 0) return;
  await together([
    tx.query({
      name: "lock-idle-lanes",
      text: `SELECT set_config('muster.idle_lanes', COALESCE(array_agg(l.id), '{}')::text, true)
               FROM (SELECT id FROM queue_lanes WHERE id = ANY ($1::int[]) FOR UPDATE SKIP LOCKED) l`,
      values: [laneIds],
    }),
    tx.query({
      name: "delete-idle-lanes",
      text: `DELETE FROM queue_lanes l
              WHERE l.id = ANY (current_setting('muster.idle_lanes')::int[]) AND ${IDLE_LANE_SQL}`,
    }),
  ]);
}
