import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";

/** A lane's clock for one level of tiers, and who waits by it. */
export interface ClockRow {
  laneId: string;
  tierPriority: number;
  tool: string;
  capabilities: string[];
  selectionMode: SelectionMode;
  virtualTime: number;
  earnedTime: number;
  shift: number;
  backlogWeight: number;
  /** Of the tenant that is next, and its order key; null: nobody waits that has room. */
  firstPass: number | null;
  firstKey: number | null;
}

/**
 * The clocks of the lanes that platform agents serve in which somebody has a place, and of these lanes; of lanes that only
 * were in use, of which there may be thousands, nobody asks.
 * Cost: a walk over all clocks, and a look-up for each in whose lane somebody waits.
 */
export async function listClocksAcrossTenants(tx: Db, laneIds: readonly string[]): Promise<ClockRow[]> {
  const { rows } = await tx.query<ClockRow>({
    name: "list-clocks",
    text: `SELECT c.lane_id::text AS "laneId", c.tier_priority AS "tierPriority", l.tool, l.capabilities,
                  l.selection_mode AS "selectionMode", c.virtual_time AS "virtualTime",
                  c.earned_time AS "earnedTime", c.shift,
                  c.backlog_weight AS "backlogWeight",
                  f.pass AS "firstPass", f.order_key AS "firstKey"
             FROM lane_clocks c JOIN queue_lanes l ON l.id = c.lane_id
             LEFT JOIN LATERAL (
               SELECT s.pass, t.order_key
                 FROM tenant_lanes t JOIN tenant_shares s ON s.tenant_id = t.tenant_id AND s.lane_id = t.lane_id
                WHERE t.lane_id = c.lane_id AND t.tier_priority = c.tier_priority AND t.is_entered AND NOT t.is_at_limit
                  AND t.order_key >= c.order_floor
                ORDER BY t.order_key, t.tenant_id LIMIT 1) f ON true
            WHERE (c.backlog_weight > 0 OR c.lane_id = ANY ($1::int[]))
              AND c.tier_priority >= 0 AND l.selection_mode <> 'tenant_only'`,
    values: [laneIds],
  });
  return rows;
}
