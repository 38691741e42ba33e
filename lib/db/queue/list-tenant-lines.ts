import type { CandidateRow } from "@/lib/db/queue/list-candidates";
import { isReadySql, lockedName, lockSql, type ReadyJobs, readyJobSql } from "@/lib/db/queue/ready-job-sql";
import type { Db } from "@/lib/db/transaction";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";

/** A lane that agents of one kind serve; `kind` is a number of the caller's. */
export interface KindLane {
  kind: number;
  laneId: string;
  tierPriority: number;
}

/** A tenant that agents of a kind are to be given so many jobs of. */
export interface LineWish {
  tenantId: string;
  kind: number;
  jobs: number;
}

export type LineRow = Omit<CandidateRow, "pass" | "room" | "unearnedPass" | "priorityBase">;

/**
 * The first jobs of these tenants in each lane that agents of the kind serve, as many as are to go: more of them cannot
 * stand before what goes. `ready` as for listCandidatesAcrossTenants.
 * Cost: a look-up for each lane of these tenants and as many jobs, whatever their backlogs. Call under `lockDispatch`.
 */
export async function listTenantLinesAcrossTenants(
  tx: Db,
  lanes: readonly KindLane[],
  wishes: readonly LineWish[],
  ready: ReadyJobs,
): Promise<LineRow[]> {
  if (wishes.length === 0) return [];
  const { rows } = await tx.query<LineRow>({
    name: lockedName("list-tenant-lines", ready),
    text: `WITH everybody AS MATERIALIZED (
             SELECT tool, profile, seconds FROM run_estimates WHERE tenant_id = $4
           ), served AS MATERIALIZED (
             SELECT kind, "laneId" AS lane_id, "tierPriority" AS tier_priority
               FROM jsonb_to_recordset($1::jsonb) AS l(kind int, "laneId" int, "tierPriority" int)
           ), wish AS MATERIALIZED (
             SELECT "tenantId" AS tenant_id, kind, jobs FROM jsonb_to_recordset($2::jsonb) AS w("tenantId" uuid, kind int, jobs int)
           ), place AS MATERIALIZED (
             SELECT w.kind, w.jobs, t.tenant_id, t.lane_id, t.tier_priority
               FROM wish w CROSS JOIN LATERAL (
                 SELECT tenant_id, lane_id, tier_priority FROM tenant_lanes
                  WHERE tenant_id = w.tenant_id AND is_entered AND limits_until > clock_timestamp() OFFSET 0) t
           )
           SELECT ${readyJobSql("p")}
             -- Of a tenant the same jobs, whatever kinds serve the lane.
             FROM (SELECT DISTINCT p.tenant_id, p.lane_id, p.tier_priority, p.jobs
                     FROM place p JOIN served v ON v.kind = p.kind AND v.lane_id = p.lane_id AND v.tier_priority = p.tier_priority) p
             CROSS JOIN LATERAL (
               SELECT * FROM queue_items q
                WHERE q.tenant_id = p.tenant_id AND q.lane_id = p.lane_id AND ${isReadySql("$3")}
                ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT p.jobs ${lockSql(ready)}) q
             LEFT JOIN everybody ON everybody.tool = q.tool AND everybody.profile = COALESCE(q.profile, '')`,
    values: [JSON.stringify(lanes), JSON.stringify(wishes), ready.at, SYSTEM_TENANT_ID],
  });
  return rows;
}
