import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";

export interface TenantPlaceRow {
  laneId: string;
  tool: string;
  capabilities: string[];
  selectionMode: SelectionMode;
  /** The highest tier that may run these jobs now; -1: none. Null until a claim has placed the tenant. */
  tierPriority: number | null;
  isAtLimit: boolean;
  weight: number | null;
  orderKey: number | null;
  pass: number | null;
  virtualTime: number;
  waiting: number;
  /** Tenants in the lane that stand before it; null until it is placed. */
  tenantsBefore: number | null;
  firstJobId: string | null;
}

/** Where a tenant stands in each lane in which it waits, its first jobs first. An admin's question: counts it all. */
export async function listTenantPlaces(db: Db, tenantId: string): Promise<TenantPlaceRow[]> {
  const { rows } = await db.query<TenantPlaceRow>({
    name: "list-tenant-places",
    text: `SELECT t.lane_id::text AS "laneId", l.tool, l.capabilities, l.selection_mode AS "selectionMode", t.is_at_limit AS "isAtLimit",
                  CASE WHEN t.is_entered THEN t.tier_priority END AS "tierPriority",
                  CASE WHEN t.is_entered THEN t.weight END AS weight,
                  CASE WHEN t.is_entered THEN t.order_key END AS "orderKey", s.pass, COALESCE(c.virtual_time, 0) AS "virtualTime",
                  (SELECT count(*)::int FROM queue_items q WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id) AS waiting,
                  CASE WHEN t.is_entered THEN
                    (SELECT count(*)::int FROM tenant_lanes o
                      WHERE o.lane_id = t.lane_id AND o.tier_priority = t.tier_priority AND o.is_entered AND NOT o.is_at_limit AND o.order_key < t.order_key)
                  END AS "tenantsBefore",
                  (SELECT q.job_id FROM queue_items q WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id
                    ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT 1) AS "firstJobId"
             FROM tenant_lanes t JOIN queue_lanes l ON l.id = t.lane_id
             LEFT JOIN tenant_shares s ON s.tenant_id = t.tenant_id AND s.lane_id = t.lane_id
             LEFT JOIN lane_clocks c ON c.lane_id = t.lane_id AND c.tier_priority = t.tier_priority
            WHERE t.tenant_id = $1 AND EXISTS (SELECT FROM queue_items q WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id)
            ORDER BY waiting DESC, t.lane_id LIMIT 100`,
    values: [tenantId],
  });
  return rows;
}
