import { enterPassSql } from "@/lib/db/queue/enter-pass-sql";
import { ORDER_KEY_SQL } from "@/lib/db/queue/order-key-sql";
import type { Db } from "@/lib/db/transaction";
import { LEAD_MAX } from "@/lib/domain/queue/fair-share";
import type { SnapshotPlace } from "@/lib/domain/queue/queue-snapshot";

/** Places looked at in all; of these, told one by one; and how many of those behind them are told together. */
const PLACES_MAX = 20_000;
const SINGLE_MAX = 500;
const GROUP_SIZE = 500;

/** Places of tenants that have begun to wait, but that no claim has placed yet: their limits have to be looked up. */
const FRESH_MAX = 200;

/** Beyond this many waiting jobs a tenant counts as one that always has another: of the first few, and of the rest. */
const WAITING_MAX = 20;
const FIRST_WAITING_MAX = 400;
const FIRST_MAX = 40;

/**
 * How many jobs of a place `s` wait, `most` at most. In the index's order and with the number in the text: else the plan may
 * be to find all that the tenant has waiting and to count some.
 */
function waitingSql(most: number): string {
  return `SELECT count(*)::int FROM (SELECT FROM queue_items q WHERE q.tenant_id = s.tenant_id AND q.lane_id = s.lane_id
                                        AND q.ready_at <= clock_timestamp()
                                      ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT ${most}) q`;
}

/**
 * Where tenants stand in the lanes: those that go first one by one with the number of their waiting jobs, those behind
 * them in groups of about the same place and the same limits.
 * Cost: bounded by the constants, whatever the backlog: one walk over the places and 20 index entries a single one, 400 of
 * the first 40.
 */
export async function listSnapshotPlacesAcrossTenants(db: Db): Promise<SnapshotPlace[]> {
  const { rows } = await db.query<SnapshotPlace>({
    name: "list-snapshot-places",
    text: `WITH clock AS MATERIALIZED (
             -- Read once: a clock changes with every claim, and to find its last version anew for each place takes long.
             SELECT lane_id, tier_priority, shift, virtual_time, earned_time FROM lane_clocks
           ), ranked AS MATERIALIZED (
             SELECT t.tenant_id, t.lane_id, t.tier_priority, t.weight, t.max_concurrent, t.order_key + c.shift AS order_key,
                    row_number() OVER (ORDER BY t.order_key + c.shift) - 1 AS rank
               FROM (SELECT tenant_id, lane_id, tier_priority, weight, max_concurrent, order_key
                       FROM tenant_lanes WHERE is_entered LIMIT $1) t
               JOIN clock c ON c.lane_id = t.lane_id AND c.tier_priority = t.tier_priority
           ), fresh AS MATERIALIZED (
             SELECT f.tenant_id, f.lane_id, least(l.tier_ceiling, m.max_tier_priority) AS tier_priority,
                    m.priority_base, m.max_concurrent_jobs AS max_concurrent,
                    COALESCE(c.shift, 0) + ${enterPassSql("$5")} AS pass,
                    (SELECT q.queued_at FROM queue_items q WHERE q.tenant_id = f.tenant_id AND q.lane_id = f.lane_id
                      ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT 1) AS queued_at
               FROM (SELECT tenant_id, lane_id FROM tenant_lanes WHERE NOT is_entered LIMIT $2) f
               JOIN queue_lanes l ON l.id = f.lane_id
               CROSS JOIN LATERAL (SELECT * FROM tenant_platform_limits WHERE tenant_id = f.tenant_id LIMIT 1) m
               LEFT JOIN clock c ON c.lane_id = f.lane_id
                                AND c.tier_priority = least(l.tier_ceiling, m.max_tier_priority)
               LEFT JOIN tenant_shares s ON s.tenant_id = f.tenant_id AND s.lane_id = f.lane_id
                                        AND s.tier_priority = c.tier_priority
           ), single AS (
             SELECT tenant_id, lane_id, tier_priority, weight, max_concurrent, order_key,
                    rank < $6 AS is_first
               FROM ranked WHERE rank < $3
              UNION ALL
             SELECT tenant_id, lane_id, tier_priority, priority_base, max_concurrent, ${ORDER_KEY_SQL}, false
               FROM fresh WHERE queued_at IS NOT NULL
           )
           SELECT s.tenant_id AS "tenantId", s.lane_id::text AS "laneId", 1 AS tenants, s.tier_priority AS "tierPriority",
                  s.weight, s.max_concurrent AS "maxConcurrent", s.order_key AS "orderKey",
                  CASE WHEN s.is_first THEN NULLIF((${waitingSql(FIRST_WAITING_MAX)}), ${FIRST_WAITING_MAX})
                       ELSE NULLIF((${waitingSql(WAITING_MAX)}), ${WAITING_MAX}) END AS waiting,
                  (SELECT avg(e.seconds) FROM run_estimates e
                    WHERE e.tenant_id = s.tenant_id AND e.tool = l.tool) AS "runSeconds"
             FROM single s JOIN queue_lanes l ON l.id = s.lane_id
           UNION ALL
           SELECT NULL, lane_id::text, count(*)::int, tier_priority, weight, max_concurrent, avg(order_key), NULL, NULL
             FROM ranked WHERE rank >= $3 GROUP BY lane_id, tier_priority, weight, max_concurrent, rank / $4`,
    values: [PLACES_MAX, FRESH_MAX, SINGLE_MAX, GROUP_SIZE, LEAD_MAX, FIRST_MAX],
  });
  return rows;
}
