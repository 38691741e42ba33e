import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import type { Tier } from "@/lib/domain/tier/tier";

export interface TenantPlaceRow {
  laneId: string;
  tool: string;
  capabilities: string[];
  selectionMode: SelectionMode;
  /** The highest tier that these jobs ask for. */
  tierMax: Tier;
  /** False: the next claim places the tenant, as it has begun to wait or its limits have changed or run out. */
  isPlaced: boolean;
  /** The highest tier that may run these jobs, and the weight: as it is placed, or as the next claim will place it. -1: none. */
  tierPriority: number;
  weight: number;
  /** Of a tenant that is placed. */
  isAtLimit: boolean;
  orderKey: number | null;
  pass: number | null;
  virtualTime: number;
  waiting: number;
  /** On platform agents. */
  running: number;
  /** Tenants in the lane that stand before it; null until it is placed. */
  tenantsBefore: number | null;
  firstJobId: string;
  firstQueuedAt: Date;
}

/** Where a tenant stands in each lane in which it waits, the longest queue first. An admin's question: counts it all. */
export async function listTenantPlaces(db: Db, tenantId: string): Promise<TenantPlaceRow[]> {
  const { rows } = await db.query<TenantPlaceRow>({
    name: "list-tenant-places",
    text: `SELECT t.lane_id::text AS "laneId", l.tool, l.capabilities, l.selection_mode AS "selectionMode",
                  asked.slug AS "tierMax", p.is_placed AS "isPlaced", n.tier_priority AS "tierPriority", n.weight, t.is_at_limit AS "isAtLimit",
                  CASE WHEN p.is_placed THEN t.order_key END AS "orderKey", s.pass, COALESCE(c.virtual_time, 0) AS "virtualTime",
                  (SELECT count(*)::int FROM queue_items q WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id) AS waiting,
                  -- By what the job is: the lane of its lease is the one in whose turn it went.
                  (SELECT count(*)::int FROM job_leases r JOIN jobs j ON j.id = r.job_id
                    WHERE r.tenant_id = t.tenant_id AND r.is_platform_agent AND j.tool = l.tool
                      AND j.capabilities = l.capabilities AND j.selection_mode = l.selection_mode
                      AND j.tier_max = asked.slug) AS running,
                  CASE WHEN p.is_placed THEN
                    (SELECT count(*)::int FROM tenant_lanes o
                      WHERE o.lane_id = t.lane_id AND o.tier_priority = t.tier_priority AND o.is_entered AND NOT o.is_at_limit AND o.order_key < t.order_key)
                  END AS "tenantsBefore",
                  first.job_id AS "firstJobId", first.queued_at AS "firstQueuedAt"
             FROM tenant_lanes t JOIN queue_lanes l ON l.id = t.lane_id
             JOIN platform_agent_tiers asked ON asked.priority = l.tier_ceiling
             LEFT JOIN tenant_platform_limits m ON m.tenant_id = t.tenant_id
             CROSS JOIN LATERAL (SELECT t.is_entered AND t.limits_until > now() AS is_placed) p
             CROSS JOIN LATERAL (
               SELECT CASE WHEN p.is_placed THEN t.tier_priority
                           ELSE least(l.tier_ceiling, COALESCE(m.max_tier_priority, -1)) END AS tier_priority,
                      CASE WHEN p.is_placed THEN t.weight ELSE COALESCE(m.priority_base, 0) END AS weight) n
             CROSS JOIN LATERAL (
               SELECT q.job_id, q.queued_at FROM queue_items q WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id
                ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT 1) first
             -- What it was charged by another clock does not compare with this one's time.
             LEFT JOIN tenant_shares s ON s.tenant_id = t.tenant_id AND s.lane_id = t.lane_id
                                      AND s.tier_priority = n.tier_priority
             LEFT JOIN lane_clocks c ON c.lane_id = t.lane_id AND c.tier_priority = n.tier_priority
            WHERE t.tenant_id = $1
            ORDER BY waiting DESC, t.lane_id LIMIT 100`,
    values: [tenantId],
  });
  return rows;
}
