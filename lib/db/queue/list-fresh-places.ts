import type { ClockRow } from "@/lib/db/queue/list-clocks";
import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";

/** A tenant that has begun to wait in a lane, or whose limits have changed or run out, with what they are now. */
export interface FreshPlaceRow {
  tenantId: string;
  laneId: string;
  tool: string;
  capabilities: string[];
  selectionMode: SelectionMode;
  /** The highest tier that may run these jobs; -1: none, as platform agents are not available to the tenant. */
  tierPriority: number;
  weight: number;
  /** What it counted in its clock's backlog so far; 0: it is new. */
  countedWeight: number;
  countedTierPriority: number;
  maxConcurrentJobs: number;
  /** It runs as many jobs on platform agents as it may. */
  isAtLimit: boolean;
  /** Until when the limits hold, as text; `infinity` mostly. */
  limitsUntil: string;
  headQueuedAtSeconds: number;
  /** Where the tenant stood in the lane, and by which clock; null: never there, or long ago. */
  pass: number | null;
  passTierPriority: number | null;
  /** Those of the lane that platform agents go by. */
  clocks: Pick<ClockRow, "tierPriority" | "virtualTime" | "earnedTime" | "shift" | "backlogWeight">[];
}

/** Places that the dispatcher has to look at, `limit` of each kind at most. Call under `lockDispatch`. */
export async function listFreshPlacesAcrossTenants(tx: Db, limit: number): Promise<FreshPlaceRow[]> {
  const { rows } = await tx.query<FreshPlaceRow>({
    name: "list-fresh-places",
    text: `WITH fresh AS MATERIALIZED (
             (SELECT t.tenant_id, t.lane_id, t.weight, t.tier_priority FROM tenant_lanes t WHERE NOT t.is_entered ORDER BY t.tenant_id LIMIT $1)
             UNION
             (SELECT t.tenant_id, t.lane_id, t.weight, t.tier_priority FROM tenant_lanes t
               WHERE t.limits_until <= clock_timestamp() AND t.limits_until < 'infinity' ORDER BY t.limits_until LIMIT $1)
           ), clock AS MATERIALIZED (
             -- With the places, as those that come after the clocks were listed may be in any lane.
             SELECT lane_id, jsonb_agg(jsonb_build_object(
                      'tierPriority', tier_priority, 'virtualTime', virtual_time, 'earnedTime', earned_time, 'shift', shift,
                      'backlogWeight', backlog_weight)) AS clocks
               FROM lane_clocks WHERE tier_priority >= 0 AND lane_id = ANY (ARRAY(SELECT lane_id FROM fresh))
              GROUP BY lane_id)
           SELECT f.tenant_id AS "tenantId", f.lane_id::text AS "laneId", l.tool, l.capabilities,
                  l.selection_mode AS "selectionMode",
                  least(l.tier_ceiling, COALESCE(m.max_tier_priority, -1)) AS "tierPriority",
                  COALESCE(m.priority_base, 0) AS weight, f.weight AS "countedWeight",
                  f.tier_priority AS "countedTierPriority", COALESCE(m.max_concurrent_jobs, 0) AS "maxConcurrentJobs",
                  COALESCE(m.max_concurrent_jobs, 0) <= (
                    SELECT count(*) FROM job_leases r WHERE r.tenant_id = f.tenant_id AND r.is_platform_agent) AS "isAtLimit",
                  COALESCE((SELECT min(o.expires_at) FROM limit_overrides o
                             WHERE o.tenant_id = f.tenant_id AND o.expires_at > now()), 'infinity')::text AS "limitsUntil",
                  extract(epoch FROM COALESCE(
                    (SELECT q.queued_at FROM queue_items q WHERE q.tenant_id = f.tenant_id AND q.lane_id = f.lane_id
                      ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT 1), clock_timestamp()))::float8
                    AS "headQueuedAtSeconds",
                  s.pass, s.tier_priority AS "passTierPriority",
                  CASE WHEN l.selection_mode = 'tenant_only' THEN '[]' ELSE COALESCE(k.clocks, '[]') END AS clocks
             FROM fresh f JOIN queue_lanes l ON l.id = f.lane_id
             LEFT JOIN clock k ON k.lane_id = f.lane_id
             -- A look-up each, which LIMIT keeps: joined while the tables were small, all of them would be read.
             LEFT JOIN LATERAL (SELECT pass, tier_priority FROM tenant_shares
                                 WHERE tenant_id = f.tenant_id AND lane_id = f.lane_id LIMIT 1) s ON true
             LEFT JOIN LATERAL (SELECT * FROM tenant_platform_limits WHERE tenant_id = f.tenant_id LIMIT 1) m ON true
            ORDER BY f.tenant_id, f.lane_id`,
    values: [limit],
  });
  return rows;
}
