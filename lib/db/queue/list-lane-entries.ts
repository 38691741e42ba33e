import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";

/** What of a job that comes decides which lane it comes into. */
export interface ComingJob {
  tenantId: string;
  tool: string;
  profile: string | null;
  /** In order. */
  capabilities: readonly string[];
  /** The highest tier that its submitter allows. */
  tierCeiling: number;
  selectionMode: SelectionMode;
}

/** Where a lane is for the tenants whose highest tier there is this one; and the tenant's own pass, if it has one. */
export interface LaneClock {
  tierPriority: number;
  shift: number;
  virtualTime: number;
  earnedTime: number;
  pass: number | null;
}

export interface LaneEntryRow {
  /** Empty: no such job has ever come. */
  laneId: string;
  /** The order key, before the clock's shift, of a tenant that a claim has placed in the lane; null for any other. */
  placedKey: number | null;
  clocks: LaneClock[];
  /** How long such a run of the tenant takes, and of anybody; null without any. */
  runSeconds: number | null;
  sharedSeconds: number | null;
}

/** What decides where tenants stand, or would stand, in the lanes of jobs that come; a row for each, in their order. */
export async function listLaneEntriesAcrossTenants(
  db: Db,
  jobs: readonly ComingJob[],
): Promise<LaneEntryRow[]> {
  const { rows } = await db.query<LaneEntryRow>({
    name: "list-lane-entries",
    text: `SELECT COALESCE(v.id::text, '') AS "laneId", p.order_key AS "placedKey", c.clocks, own.seconds AS "runSeconds",
                  shared.seconds AS "sharedSeconds"
             FROM jsonb_to_recordset($1::jsonb) AS g(
                    place int, "tenantId" uuid, tool text, profile text, capabilities text[], "tierCeiling" int,
                    "selectionMode" text)
             -- A look-up each: planned while a table was small, a join would go on reading all of it.
             LEFT JOIN LATERAL (
               SELECT l.id FROM queue_lanes l
                WHERE l.tool = g.tool AND l.capabilities = g.capabilities AND l.tier_ceiling = g."tierCeiling"
                  AND l.selection_mode = g."selectionMode" LIMIT 1) v ON true
             LEFT JOIN LATERAL (
               SELECT t.order_key FROM tenant_lanes t
                WHERE t.tenant_id = g."tenantId" AND t.lane_id = v.id AND t.is_entered LIMIT 1) p ON true
             CROSS JOIN LATERAL (
               SELECT COALESCE(jsonb_agg(jsonb_build_object(
                        'tierPriority', k.tier_priority, 'shift', k.shift, 'virtualTime', k.virtual_time,
                        'earnedTime', k.earned_time,
                        'pass', (SELECT s.pass FROM tenant_shares s
                                  WHERE s.tenant_id = g."tenantId" AND s.lane_id = k.lane_id
                                    AND s.tier_priority = k.tier_priority))), '[]') AS clocks
                 FROM lane_clocks k WHERE k.lane_id = v.id) c
             LEFT JOIN LATERAL (
               SELECT e.seconds FROM run_estimates e
                WHERE e.tenant_id = g."tenantId" AND e.tool = g.tool AND e.profile = COALESCE(g.profile, '') LIMIT 1) own ON true
             LEFT JOIN LATERAL (
               SELECT e.seconds FROM run_estimates e
                WHERE e.tenant_id = $2 AND e.tool = g.tool AND e.profile = COALESCE(g.profile, '') LIMIT 1) shared ON true
            ORDER BY g.place`,
    values: [JSON.stringify(jobs.map((job, place) => ({ ...job, place }))), SYSTEM_TENANT_ID],
  });
  return rows;
}
