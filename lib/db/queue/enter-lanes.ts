import { ORDER_KEY_SQL } from "@/lib/db/queue/order-key-sql";
import type { Db } from "@/lib/db/transaction";
import { LEAD_MAX } from "@/lib/domain/queue/fair-share";

/**
 * Places tenants in the lanes in which they have begun to wait, or whose limits have changed, `limit` of them at most.
 * Answers how many were placed.
 *
 * Promise: as `enterLane` of lib/domain/queue/fair-share.ts says, a pass that the lane has left behind is lifted to its
 * virtual time, so being idle banks no credit, and one far ahead is brought near. A tenant without platform agents gets
 * the tier -1, which no agent has. Call under `lockDispatch`.
 */
export async function enterLanesAcrossTenants(tx: Db, limit: number): Promise<number> {
  const { rowCount } = await tx.query({
    name: "enter-lanes",
    text: `WITH fresh AS MATERIALIZED (
             SELECT t.tenant_id, t.lane_id FROM tenant_lanes t WHERE NOT t.is_entered ORDER BY t.tenant_id LIMIT $1
           ), placed AS MATERIALIZED (
             SELECT f.tenant_id, f.lane_id,
                    least(greatest(COALESCE(s.pass, l.virtual_time), l.virtual_time), l.virtual_time + $2::float8) AS pass,
                    COALESCE(m.priority_base, 0) AS priority_base,
                    least(l.tier_ceiling, COALESCE(m.max_tier_priority, -1)) AS tier_priority,
                    COALESCE((SELECT q.queued_at FROM queue_items q WHERE q.tenant_id = f.tenant_id AND q.lane_id = f.lane_id
                               ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT 1), clock_timestamp()) AS queued_at
               FROM fresh f JOIN queue_lanes l ON l.id = f.lane_id
               LEFT JOIN tenant_shares s ON s.tenant_id = f.tenant_id AND s.lane_id = f.lane_id
               LEFT JOIN tenant_platform_limits m ON m.tenant_id = f.tenant_id
           ), shared AS (
             INSERT INTO tenant_shares AS s (tenant_id, lane_id, pass)
             SELECT tenant_id, lane_id, pass FROM placed
                 ON CONFLICT (tenant_id, lane_id) DO UPDATE SET pass = EXCLUDED.pass WHERE s.pass <> EXCLUDED.pass
           )
           UPDATE tenant_lanes t
              SET is_entered = true, is_at_limit = false, tier_priority = p.tier_priority,
                  weight = p.priority_base, order_key = ${ORDER_KEY_SQL}
             FROM placed p WHERE t.tenant_id = p.tenant_id AND t.lane_id = p.lane_id`,
    values: [limit, LEAD_MAX],
  });
  return rowCount ?? 0;
}
