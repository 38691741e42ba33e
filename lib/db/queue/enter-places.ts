import type { Db } from "@/lib/db/transaction";

export interface EnteredPlace {
  tenantId: string;
  laneId: string;
  tierPriority: number;
  weight: number;
  maxConcurrentJobs: number;
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
               "tenantId" uuid, "laneId" int, "tierPriority" int, weight int, "maxConcurrentJobs" int,
               "limitsUntil" timestamptz, pass float8, "passMax" float8, "orderKey" float8)
           ), clocked AS (
             INSERT INTO lane_clocks (lane_id, tier_priority) SELECT DISTINCT "laneId", "tierPriority" FROM place
                 ON CONFLICT DO NOTHING
           ), shared AS (
             INSERT INTO tenant_shares AS s (tenant_id, lane_id, tier_priority, pass, pass_max)
             SELECT "tenantId", "laneId", "tierPriority", pass, "passMax" FROM place
                 ON CONFLICT (tenant_id, lane_id) DO UPDATE
                SET tier_priority = EXCLUDED.tier_priority, pass = EXCLUDED.pass, pass_max = EXCLUDED.pass_max
           )
           UPDATE tenant_lanes t
              SET is_entered = true, is_at_limit = false, tier_priority = p."tierPriority", weight = p.weight,
                  max_concurrent = p."maxConcurrentJobs", limits_until = p."limitsUntil", order_key = p."orderKey"
             FROM place p WHERE t.tenant_id = p."tenantId" AND t.lane_id = p."laneId"`,
    values: [JSON.stringify(places)],
  });
}
