import type { EmptyPlace } from "@/lib/db/queue/charge-shares";
import type { Db } from "@/lib/db/transaction";

/**
 * Takes tenants out of lanes in which no job of theirs waits any more; null looks through all places.
 *
 * Promise: a place that a submit is about to use is left alone: it holds the row, and is then skipped here; whoever
 * comes later finds the row locked, waits, and makes a new one. Two statements, so that the second sees what was
 * committed before the rows were locked. Call under `lockDispatch`.
 */
export async function removeEmptyPlacesAcrossTenants(
  tx: Db,
  places: readonly EmptyPlace[] | null,
): Promise<number> {
  const ofThese =
    places &&
    `(t.tenant_id, t.lane_id) IN (
       SELECT "tenantId", "laneId" FROM jsonb_to_recordset($1::jsonb) AS p("tenantId" uuid, "laneId" int)) AND`;
  const { rows } = await tx.query<EmptyPlace>({
    name: places ? "lock-empty-places" : "lock-all-empty-places",
    text: `SELECT t.tenant_id AS "tenantId", t.lane_id::text AS "laneId" FROM tenant_lanes t
            WHERE ${ofThese ?? ""} NOT EXISTS (SELECT FROM queue_items q WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id)
            LIMIT 1000 FOR UPDATE SKIP LOCKED`,
    values: places ? [JSON.stringify(places)] : [],
  });
  if (rows.length === 0) return 0;
  const { rowCount } = await tx.query({
    name: "delete-empty-places",
    text: `WITH removed AS (
             DELETE FROM tenant_lanes t
              USING jsonb_to_recordset($1::jsonb) AS p("tenantId" uuid, "laneId" int)
              WHERE t.tenant_id = p."tenantId" AND t.lane_id = p."laneId"
                AND NOT EXISTS (SELECT FROM queue_items q WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id)
          RETURNING t.lane_id, t.tier_priority, t.weight
           ), counted AS (
             UPDATE lane_clocks c SET backlog_weight = greatest(0, c.backlog_weight - r.weight)
               FROM (SELECT lane_id, tier_priority, sum(weight) AS weight FROM removed GROUP BY 1, 2) r
              WHERE c.lane_id = r.lane_id AND c.tier_priority = r.tier_priority
           )
           SELECT FROM removed`,
    values: [JSON.stringify(rows)],
  });
  return rowCount ?? 0;
}
