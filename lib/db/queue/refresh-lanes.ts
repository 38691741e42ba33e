import type { Db } from "@/lib/db/transaction";

/**
 * Compares the fair order with what it is made of, and repairs it: tenants marked at their limit that have room, the
 * weights and floors of the lanes, passes that their lane has left behind, and lanes that nobody waits in and no agent
 * ever served (wishes can be invented without end). Answers how many places were wrong. Call under `lockDispatch`.
 */
export async function refreshLanesAcrossTenants(tx: Db, limit: number): Promise<number> {
  const { rowCount } = await tx.query({
    name: "refresh-places",
    text: `WITH wrong AS MATERIALIZED (
             SELECT t.tenant_id FROM tenant_lanes t
              WHERE t.is_at_limit AND t.max_concurrent > (
                      SELECT count(*) FROM job_leases r WHERE r.tenant_id = t.tenant_id AND r.is_platform_agent)
              LIMIT $1)
           UPDATE tenant_lanes t SET is_entered = false FROM wrong w WHERE t.tenant_id = w.tenant_id AND t.is_entered`,
    values: [limit],
  });
  await tx.query({
    name: "refresh-lane-weights",
    text: `UPDATE lane_clocks c SET backlog_weight = w.weight, order_floor = least(c.order_floor, w.first_key)
             FROM (SELECT k.lane_id, k.tier_priority, COALESCE(sum(t.weight), 0)::float8 AS weight,
                          min(t.order_key) FILTER (WHERE t.is_entered AND NOT t.is_at_limit) AS first_key
                     FROM lane_clocks k LEFT JOIN tenant_lanes t ON t.lane_id = k.lane_id AND t.tier_priority = k.tier_priority
                    GROUP BY k.lane_id, k.tier_priority) w
            WHERE c.lane_id = w.lane_id AND c.tier_priority = w.tier_priority
              AND (c.backlog_weight <> w.weight OR w.first_key < c.order_floor)`,
  });
  await tx.query({
    name: "remove-passed-shares",
    text: `DELETE FROM tenant_shares s USING lane_clocks c
            WHERE c.lane_id = s.lane_id AND c.tier_priority = s.tier_priority AND s.pass <= c.earned_time
              AND NOT EXISTS (SELECT FROM tenant_lanes t WHERE t.tenant_id = s.tenant_id AND t.lane_id = s.lane_id)
              AND NOT EXISTS (SELECT FROM job_leases r WHERE r.tenant_id = s.tenant_id)`,
  });
  await tx.query({
    name: "remove-unserved-lanes",
    text: `DELETE FROM queue_lanes WHERE id IN (
             SELECT l.id FROM queue_lanes l
              WHERE NOT EXISTS (SELECT FROM tenant_lanes t WHERE t.lane_id = l.id)
                AND NOT EXISTS (SELECT FROM lane_clocks c WHERE c.lane_id = l.id AND c.virtual_time > 0)
              LIMIT $1 FOR UPDATE SKIP LOCKED)`,
    values: [limit],
  });
  return rowCount ?? 0;
}
