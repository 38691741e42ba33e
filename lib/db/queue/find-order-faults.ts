import { IDLE_LANE_SQL } from "@/lib/db/queue/idle-lane-sql";
import type { Db } from "@/lib/db/transaction";

export interface OrderFaults {
  /** Tenants that are in lanes in which no job of theirs waits. */
  emptyTenantIds: string[];
  /** Lanes that can be forgotten. */
  idleLaneIds: string[];
  /** Maintenance would find something to repair beside them. */
  isWrong: boolean;
}

/** Idle lanes named at most and, as to remove one takes a walk over all places, places walked for all of them. */
const IDLE_MAX = 200;
const WALKED_MAX = 100_000;

/**
 * Whether the fair order needs its repairs, `limit` of the tenants that left at most. Asked without the dispatch lock: who
 * holds it to walk through all places holds up every claim.
 * Cost: a walk over the places with a probe each, whatever the backlog.
 */
export async function findOrderFaultsAcrossTenants(db: Db, limit: number): Promise<OrderFaults> {
  const { rows } = await db.query<OrderFaults>({
    name: "find-order-faults",
    text: `WITH clock AS MATERIALIZED (
             -- Read once: a clock changes with every claim, and to find its last version anew for each place takes long.
             SELECT lane_id, tier_priority, backlog_weight, order_floor, earned_time FROM lane_clocks
           )
           SELECT ARRAY(
                    SELECT t.tenant_id FROM tenant_lanes t
                     -- The first by the index; asked whether there is one, Postgres would walk through the whole backlog.
                     WHERE (SELECT q.job_id FROM queue_items q WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id
                             ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT 1) IS NULL
                     LIMIT $1) AS "emptyTenantIds",
                  ARRAY(
                    SELECT l.id::text FROM queue_lanes l WHERE ${IDLE_LANE_SQL}
                     LIMIT (SELECT greatest(1, least($2::int, $3::int / (count(*) + 1))) FROM tenant_lanes)) AS "idleLaneIds",
                  EXISTS (SELECT FROM tenant_lanes t
                           WHERE t.is_at_limit AND t.is_entered AND t.max_concurrent > (
                                   SELECT count(*) FROM job_leases r WHERE r.tenant_id = t.tenant_id AND r.is_platform_agent))
                    OR EXISTS (
                      SELECT FROM clock k LEFT JOIN tenant_lanes t ON t.lane_id = k.lane_id AND t.tier_priority = k.tier_priority
                       GROUP BY k.lane_id, k.tier_priority
                      HAVING COALESCE(sum(t.weight), 0) <> min(k.backlog_weight)
                          OR min(t.order_key) FILTER (WHERE t.is_entered AND NOT t.is_at_limit) < min(k.order_floor))
                    OR EXISTS (
                      SELECT FROM tenant_shares s JOIN clock c ON c.lane_id = s.lane_id AND c.tier_priority = s.tier_priority
                       WHERE s.pass <= c.earned_time
                         AND NOT EXISTS (SELECT FROM tenant_lanes t WHERE t.tenant_id = s.tenant_id AND t.lane_id = s.lane_id)
                         AND NOT EXISTS (SELECT FROM job_leases r WHERE r.tenant_id = s.tenant_id)) AS "isWrong"`,
    values: [limit, IDLE_MAX, WALKED_MAX],
  });
  return rows[0] ?? { emptyTenantIds: [], idleLaneIds: [], isWrong: false };
}
