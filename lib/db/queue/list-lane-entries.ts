import { enterPassSql } from "@/lib/db/queue/enter-pass-sql";
import { ORDER_KEY_SQL } from "@/lib/db/queue/order-key-sql";
import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import { LEAD_MAX } from "@/lib/domain/queue/fair-share";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";

/** What of a job that comes decides where its tenant stands with it. */
export interface ComingJob {
  tenantId: string;
  tool: string;
  profile: string | null;
  /** In order. */
  capabilities: readonly string[];
  /** The highest tier that its submitter allows, and the highest that its tenant may use besides. */
  tierCeiling: number;
  tierCeilingNow: number;
  selectionMode: SelectionMode;
  /** The tenant's priority base. */
  weight: number;
}

export interface LaneEntryRow {
  /** By the database's clock. */
  at: Date;
  /** Empty: no such job has ever come. */
  laneId: string;
  /** Of the tenant's first job in the lane: where it stands already, or where the next claim will place it. */
  orderKey: number;
  /** How long such a run of the tenant takes, and of anybody; null without any. */
  runSeconds: number | null;
  sharedSeconds: number | null;
}

/** Where tenants stand, or would stand, in the lanes of jobs that come; a row for each, in their order. */
export async function listLaneEntriesAcrossTenants(
  db: Db,
  jobs: readonly ComingJob[],
): Promise<LaneEntryRow[]> {
  const { rows } = await db.query<LaneEntryRow>({
    name: "list-lane-entries",
    text: `SELECT clock.at, COALESCE(v.id::text, '') AS "laneId",
                  COALESCE(c.shift, 0) + CASE WHEN p.is_entered THEN p.order_key ELSE u.order_key END AS "orderKey",
                  own.seconds AS "runSeconds", shared.seconds AS "sharedSeconds"
             FROM (SELECT clock_timestamp() AS at) clock
             CROSS JOIN jsonb_to_recordset($1::jsonb) AS g(
                    place int, "tenantId" uuid, tool text, profile text, capabilities text[], "tierCeiling" int,
                    "tierCeilingNow" int, "selectionMode" text, weight int)
             LEFT JOIN queue_lanes v ON v.tool = g.tool AND v.capabilities = g.capabilities
                                    AND v.tier_ceiling = g."tierCeiling" AND v.selection_mode = g."selectionMode"
             LEFT JOIN tenant_lanes p ON p.tenant_id = g."tenantId" AND p.lane_id = v.id
             LEFT JOIN lane_clocks c ON c.lane_id = v.id AND c.tier_priority = g."tierCeilingNow"
             LEFT JOIN tenant_shares s ON s.tenant_id = g."tenantId" AND s.lane_id = v.id
                                      AND s.tier_priority = c.tier_priority
             LEFT JOIN run_estimates own ON own.tenant_id = g."tenantId" AND own.tool = g.tool
                                        AND own.profile = COALESCE(g.profile, '')
             LEFT JOIN run_estimates shared ON shared.tenant_id = $3 AND shared.tool = g.tool
                                           AND shared.profile = COALESCE(g.profile, '')
             CROSS JOIN LATERAL (
               SELECT ${ORDER_KEY_SQL} AS order_key
                 FROM (SELECT ${enterPassSql("$2")} AS pass,
                              g.weight AS priority_base, clock.at AS queued_at) f) u
            ORDER BY g.place`,
    values: [JSON.stringify(jobs.map((job, place) => ({ ...job, place }))), LEAD_MAX, SYSTEM_TENANT_ID],
  });
  return rows;
}
