import type { Db } from "@/lib/db/transaction";

/** Sets the weights and floors of the lanes to what their places say. Call under `lockDispatch`. */
export async function refreshLaneClocksAcrossTenants(tx: Db): Promise<void> {
  await tx.query({
    name: "refresh-lane-clocks",
    text: `UPDATE lane_clocks c SET backlog_weight = w.weight, order_floor = least(c.order_floor, w.first_key)
             FROM (SELECT k.lane_id, k.tier_priority, COALESCE(sum(t.weight), 0)::float8 AS weight,
                          min(t.order_key) FILTER (WHERE t.is_entered AND NOT t.is_at_limit) AS first_key
                     FROM lane_clocks k LEFT JOIN tenant_lanes t ON t.lane_id = k.lane_id AND t.tier_priority = k.tier_priority
                    GROUP BY k.lane_id, k.tier_priority) w
            WHERE c.lane_id = w.lane_id AND c.tier_priority = w.tier_priority
              AND (c.backlog_weight <> w.weight OR w.first_key < c.order_floor)`,
  });
}
