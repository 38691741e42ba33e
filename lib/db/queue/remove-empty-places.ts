import { type Db, together } from "@/lib/db/transaction";

/** Where the first statement leaves for the second what it has locked, until the transaction ends. */
const LOCKED = "muster.empty_places";
const MAX = 1_000;

/**
 * Takes these tenants out of lanes in which no job of theirs waits any more, at most 1,000 places at a time.
 *
 * Promise: a place that a submit is about to use is left alone: it holds the row, and is then skipped here; whoever
 * comes later finds the row locked, waits, and makes a new one. Two statements, so that the second sees what was
 * committed before the rows were locked; both are sent when this is called. Call under `lockDispatch`.
 */
export async function removeEmptyPlacesAcrossTenants(tx: Db, tenantIds: readonly string[]): Promise<number> {
  if (tenantIds.length === 0) return 0;
  const locking = tx.query({
    name: "lock-empty-places",
    text: `SELECT set_config($1, COALESCE(jsonb_agg(to_jsonb(e)), '[]')::text, true)
             FROM (SELECT t.tenant_id, t.lane_id FROM tenant_lanes t
                    WHERE t.tenant_id = ANY ($3::uuid[]) AND NOT EXISTS (SELECT FROM queue_items q
                                                                         WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id)
                    LIMIT $2 FOR UPDATE SKIP LOCKED) e`,
    values: [LOCKED, MAX, tenantIds],
  });
  const removing = tx.query({
    name: "delete-empty-places",
    text: `WITH removed AS (
             DELETE FROM tenant_lanes t
              USING jsonb_to_recordset(current_setting($1)::jsonb) AS p(tenant_id uuid, lane_id int)
              WHERE t.tenant_id = p.tenant_id AND t.lane_id = p.lane_id
                AND NOT EXISTS (SELECT FROM queue_items q WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id)
          RETURNING t.lane_id, t.tier_priority, t.weight
           ), counted AS (
             UPDATE lane_clocks c SET backlog_weight = greatest(0, c.backlog_weight - r.weight)
               FROM (SELECT lane_id, tier_priority, sum(weight) AS weight FROM removed GROUP BY 1, 2) r
              WHERE c.lane_id = r.lane_id AND c.tier_priority = r.tier_priority
                -- Mostly none: then no clock is looked for.
                AND c.lane_id = ANY (ARRAY(SELECT lane_id FROM removed))
           )
           SELECT FROM removed`,
    values: [LOCKED],
  });
  const [, { rowCount }] = await together([locking, removing]);
  return rowCount ?? 0;
}
