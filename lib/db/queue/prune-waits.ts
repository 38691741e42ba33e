import type { Db } from "@/lib/db/transaction";

/** No job waits longer than this for one attempt: the longest queue-time limit is an hour, and maintenance may be late by one. */
const KEPT_HOURS = 2;

/** Removes samples that no waiting job can reach back to: old ones that a later one has replaced, or whose place is gone. */
export async function pruneWaitsAcrossTenants(db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: "prune-waits",
    text: `DELETE FROM lane_waits w WHERE ctid = ANY (ARRAY (
             SELECT o.ctid FROM lane_waits o
              WHERE o.since < now() - make_interval(hours => $1)
                AND (EXISTS (SELECT FROM lane_waits n WHERE n.tenant_id = o.tenant_id AND n.lane_id = o.lane_id
                                AND n.since > o.since AND n.since < now() - make_interval(hours => $1))
                     OR NOT EXISTS (SELECT FROM tenant_lanes t WHERE t.tenant_id = o.tenant_id AND t.lane_id = o.lane_id))
              LIMIT $2))`,
    values: [KEPT_HOURS, limit],
  });
  return rowCount ?? 0;
}
