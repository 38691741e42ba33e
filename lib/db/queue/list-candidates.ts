import { isReadySql, lockedName, lockSql, type ReadyJobs, readyJobSql } from "@/lib/db/queue/ready-job-sql";
import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";

/** A lane in which somebody waits for such agents, and the first order key in it, or one before it. */
export interface ServedLane {
  laneId: string;
  tierPriority: number;
  firstKey: number;
}

export interface CandidateRow {
  jobId: string;
  tenantId: string;
  laneId: string;
  /** Where the tenant stands in the lane. */
  pass: number;
  /** Jobs the tenant may still start on platform agents. */
  room: number;
  /** What it was charged for work that its agents have still to do. */
  unearnedPass: number;
  priorityBase: number;
  tool: string;
  capabilities: string[];
  region: string | null;
  tierCeiling: number;
  selectionMode: SelectionMode;
  priority: number;
  queuedAtMicros: number;
  /** How long such a run takes, by the tenant's own runs and by everybody's; null without any. */
  tenantEstimate: number | null;
  sharedEstimate: number | null;
}

/** `unearnedPass` of lib/domain/queue/job-cost.ts over leases `j`. */
const UNEARNED_SQL = `COALESCE(sum(j.charged_pass * greatest(0, 1 -
  extract(epoch FROM clock_timestamp() - j.assigned_at)::float8 / j.charged_seconds)) FILTER (WHERE j.charged_seconds > 0), 0)::float8`;

/**
 * For agents that serve these lanes: of each lane the `limit` tenants that stand first in fair order and have
 * room and a job that is ready, and of each of them its first jobs in its own order: as many more as its own agents have
 * slots for, which may take some of them.
 *
 * A job that came after `ready.at` is left to the next round, as an agent that has become free since is better for it
 * than those known to be free.
 *
 * Promise: with `limit` slots to fill, of whatever profile, every slot that any waiting job could fill finds one, except
 * that of one tenant not more than one and a half times its even part is looked at: what is left is served by the next round, in which
 * the tenant still stands where it stood. A tenant whose limits have changed or run out is not
 * among them until it is placed anew, so a change of plan counts at once.
 * Cost: an index walk a lane, independent of the length of the backlog and of the number of tenants that wait.
 */
export async function listCandidatesAcrossTenants(
  tx: Db,
  lanes: readonly ServedLane[],
  limit: number,
  ready: ReadyJobs,
  ownSlots: Readonly<Record<string, number>> = {},
): Promise<CandidateRow[]> {
  if (lanes.length === 0) return [];
  const { rows } = await tx.query<CandidateRow>({
    name: lockedName("list-candidates", ready),
    text: `WITH everybody AS MATERIALIZED (
             SELECT tool, profile, seconds FROM run_estimates WHERE tenant_id = $4
           ), served AS MATERIALIZED (
             SELECT "laneId" AS lane_id, "tierPriority" AS tier_priority, "firstKey" AS first_key
               FROM jsonb_to_recordset($1::jsonb) AS l("laneId" int, "tierPriority" int, "firstKey" float8)
           ), head AS MATERIALIZED (
             SELECT v.lane_id, h.*
               FROM served v CROSS JOIN LATERAL (
                 SELECT t.tenant_id, t.tier_priority, t.weight, t.max_concurrent - r.running AS room, r.unearned
                   FROM tenant_lanes t
                   CROSS JOIN LATERAL (SELECT count(*)::int AS running, ${UNEARNED_SQL} AS unearned FROM job_leases j
                                        WHERE j.tenant_id = t.tenant_id AND j.is_platform_agent) r
                  WHERE t.lane_id = v.lane_id AND t.tier_priority = v.tier_priority AND t.is_entered AND NOT t.is_at_limit
                    AND t.order_key >= v.first_key
                    AND t.limits_until > clock_timestamp() AND r.running < t.max_concurrent
                    AND EXISTS (SELECT FROM queue_items q WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id
                                                            AND ${isReadySql("$3")} LIMIT 1 ${lockSql(ready)})
                  ORDER BY t.order_key, t.tenant_id LIMIT $2) h
           )
           SELECT ${readyJobSql("h")}, s.pass, h.room, h.unearned AS "unearnedPass", h.weight AS "priorityBase"
             FROM head h JOIN tenant_shares s ON s.tenant_id = h.tenant_id AND s.lane_id = h.lane_id
             CROSS JOIN LATERAL (
               SELECT * FROM queue_items q
                WHERE q.tenant_id = h.tenant_id AND q.lane_id = h.lane_id AND ${isReadySql("$3")}
                ORDER BY q.priority DESC, q.queued_at, q.job_id
                LIMIT least(h.room, 2 + ceil(1.5 * $2 / (SELECT count(*) FROM head)))
                      + COALESCE(($5::jsonb ->> h.tenant_id::text)::int, 0) ${lockSql(ready)}) q
             LEFT JOIN everybody ON everybody.tool = q.tool AND everybody.profile = COALESCE(q.profile, '')
            WHERE s.tenant_id = ANY (ARRAY(SELECT tenant_id FROM head))`,
    values: [JSON.stringify(lanes), limit, ready.at, SYSTEM_TENANT_ID, ownSlots],
  });
  return rows;
}
