import type { Db } from "@/lib/db/transaction";

export interface EnteredPlace {
  tenantId: string;
  laneId: string;
  tierPriority: number;
  weight: number;
  countedWeight: number;
  countedTierPriority: number;
  maxConcurrentJobs: number;
  isAtLimit: boolean;
  limitsUntil: string;
  pass: number;
  passMax: number;
  orderKey: number;
}

/** Puts tenants into the fair order of lanes. Call under `lockDispatch`. */
export async function enterPlacesAcrossTenants(tx: Db, places: readonly EnteredPlace[]): Promise<void> {
  await tx.query({
    name: "enter-places",
    text: `WITH place AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS p(
               "tenantId" uuid, "laneId" int, "tierPriority" int, weight int, "countedWeight" int, "countedTierPriority" int, "maxConcurrentJobs" int, "isAtLimit" boolean,
               "limitsUntil" timestamptz, pass float8, "passMax" float8, "orderKey" float8)
           ), counted AS (
             SELECT lane_id, tier_priority, sum(weight) AS weight, min(order_key) AS first_key
               FROM (SELECT "laneId" AS lane_id, "tierPriority" AS tier_priority, weight, "orderKey" AS order_key FROM place
                     UNION ALL
                     SELECT "laneId", "countedTierPriority", -"countedWeight", NULL FROM place WHERE "countedWeight" > 0) c
              GROUP BY lane_id, tier_priority
           ), clocked AS (
             INSERT INTO lane_clocks AS c (lane_id, tier_priority, backlog_weight, order_floor)
             SELECT lane_id, tier_priority, greatest(0, weight), COALESCE(first_key, '-Infinity') FROM counted
                 ON CONFLICT (lane_id, tier_priority) DO UPDATE
                SET (backlog_weight, order_floor, moved_at) = (
                      SELECT greatest(0, c.backlog_weight + n.weight), least(c.order_floor, n.first_key), clock_timestamp()
                        FROM counted n
                       WHERE n.lane_id = c.lane_id AND n.tier_priority = c.tier_priority)
           ), shared AS (
             INSERT INTO tenant_shares AS s (tenant_id, lane_id, tier_priority, pass, pass_max)
             SELECT "tenantId", "laneId", "tierPriority", pass, "passMax" FROM place
                 ON CONFLICT (tenant_id, lane_id) DO UPDATE
                SET tier_priority = EXCLUDED.tier_priority, pass = EXCLUDED.pass, pass_max = EXCLUDED.pass_max
           )
           UPDATE tenant_lanes t
              SET is_entered = true, is_at_limit = p."isAtLimit", tier_priority = p."tierPriority", weight = p.weight,
                  max_concurrent = p."maxConcurrentJobs", limits_until = p."limitsUntil", order_key = p."orderKey"
             FROM place p
            WHERE t.tenant_id = p."tenantId" AND t.lane_id = p."laneId"
              -- Says the same again, of the table alone: without it the plan may be to read all of its index.
              AND t.tenant_id = ANY (ARRAY(SELECT "tenantId" FROM place))`,
    values: [JSON.stringify(places)],
  });
}
