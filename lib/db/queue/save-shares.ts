import { ORDER_KEY_SQL } from "@/lib/db/queue/order-key-sql";
import type { Db } from "@/lib/db/transaction";

/** What a round has charged to a tenant, and where that leaves it. */
export interface ShareCharge {
  tenantId: string;
  chargedPass: number;
  /** Whether it has no room left; null: nobody has looked. */
  isAtLimit: boolean | null;
}

export interface LaneState {
  laneId: string;
  virtualTime: number;
  /** Nobody in the lane is brought further behind it than this. */
  passMin: number;
}

/** A place in a lane without a waiting job. */
export interface EmptyPlace {
  tenantId: string;
  laneId: string;
}

/**
 * Charges tenants in all of their lanes and moves them to their new places in the fair order. Answers the places that
 * have become empty. Call under `lockDispatch`, after the jobs have been assigned.
 */
export async function saveSharesAcrossTenants(
  tx: Db,
  charges: readonly ShareCharge[],
  lanes: readonly LaneState[],
): Promise<EmptyPlace[]> {
  const { rows } = await tx.query<EmptyPlace>({
    name: "save-shares",
    text: `WITH charge AS MATERIALIZED (
             SELECT "tenantId" AS tenant_id, "chargedPass" AS charged_pass, "isAtLimit" AS is_at_limit
               FROM jsonb_to_recordset($1::jsonb) AS c("tenantId" uuid, "chargedPass" float8, "isAtLimit" boolean)
           ), lane AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($2::jsonb) AS v("laneId" int, "virtualTime" float8, "passMin" float8)
           ), advanced AS (
             UPDATE queue_lanes l SET virtual_time = v."virtualTime" FROM lane v WHERE l.id = v."laneId"
           ), share AS MATERIALIZED (
             SELECT s.tenant_id, s.lane_id, c.is_at_limit,
                    greatest(s.pass, COALESCE(v."passMin", s.pass)) + c.charged_pass AS pass
               FROM charge c JOIN tenant_shares s ON s.tenant_id = c.tenant_id LEFT JOIN lane v ON v."laneId" = s.lane_id
           ), charged AS (
             UPDATE tenant_shares t SET pass = s.pass FROM share s WHERE t.tenant_id = s.tenant_id AND t.lane_id = s.lane_id
           ), place AS MATERIALIZED (
             SELECT s.*, t.weight AS priority_base, (SELECT q.queued_at FROM queue_items q WHERE q.tenant_id = s.tenant_id AND q.lane_id = s.lane_id
                           ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT 1) AS queued_at
               FROM share s JOIN tenant_lanes t ON t.tenant_id = s.tenant_id AND t.lane_id = s.lane_id
           ), moved AS (
             UPDATE tenant_lanes t SET is_at_limit = COALESCE(p.is_at_limit, t.is_at_limit), order_key = ${ORDER_KEY_SQL}
               FROM place p WHERE t.tenant_id = p.tenant_id AND t.lane_id = p.lane_id AND p.queued_at IS NOT NULL
           )
           SELECT tenant_id AS "tenantId", lane_id::text AS "laneId" FROM place WHERE queued_at IS NULL`,
    values: [JSON.stringify(charges), JSON.stringify(lanes)],
  });
  return rows;
}
