import type { StandingRow } from "@/lib/db/jobs/list-standings";
import { enterPassSql } from "@/lib/db/queue/enter-pass-sql";
import { ORDER_KEY_SQL } from "@/lib/db/queue/order-key-sql";
import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import { LEAD_MAX } from "@/lib/domain/queue/fair-share";
import { DEFAULT_ESTIMATE_SECONDS } from "@/lib/domain/queue/job-cost";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import type { Tier } from "@/lib/domain/tier/tier";

/** What of a job decides where it would stand. */
export interface NextJob {
  tool: string;
  profile: string;
  capabilities: readonly string[];
  /** Null: whatever the plan allows. */
  tierRequested: Tier | null;
  selectionMode: SelectionMode;
  priority: number;
}

/** Where a job would stand in its tenant if it were queued now; as `listStandingsAcrossTenants` tells it of one that is. */
export async function findNextStanding(
  db: Db,
  tenantId: string,
  job: NextJob,
): Promise<Omit<StandingRow, "jobId">> {
  const { rows } = await db.query<Omit<StandingRow, "jobId">>({
    name: "find-next-standing",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           wish AS (SELECT max(priority) AS ceiling FROM platform_agent_tiers WHERE $5::text IS NULL OR slug = $5),
           ahead AS (
             SELECT q.lane_id, count(*) AS jobs, sum(COALESCE(own.seconds, shared.seconds, $9::float8)) AS seconds
               FROM queue_items q
               LEFT JOIN run_estimates own ON own.tenant_id = $1 AND own.tool = q.tool AND own.profile = COALESCE(q.profile, '')
               LEFT JOIN run_estimates shared ON shared.tenant_id = $10 AND shared.tool = q.tool
                                             AND shared.profile = COALESCE(q.profile, '')
              WHERE q.tenant_id = $1 AND q.priority >= $7 GROUP BY q.lane_id)
           SELECT clock.at, COALESCE(v.id::text, '') AS "laneId",
                  least(wish.ceiling, COALESCE(l.max_tier_priority, -1)) AS "tierCeiling", 0 AS "backoffSeconds",
                  1 + COALESCE((SELECT sum(jobs) FROM ahead), 0)::int AS "tenantPosition",
                  1 + COALESCE((SELECT jobs FROM ahead WHERE lane_id = v.id), 0)::int AS "lanePosition",
                  (SELECT count(*)::int FROM job_leases r WHERE r.tenant_id = $1 AND r.is_platform_agent) AS running,
                  COALESCE(l.max_concurrent_jobs, 0) AS "maxConcurrent", COALESCE(l.priority_base, 0) AS weight,
                  COALESCE(c.shift, 0) + CASE WHEN p.is_entered THEN p.order_key ELSE u.order_key END AS "orderKey",
                  (SELECT e.seconds FROM run_estimates e WHERE e.tenant_id = $1 AND e.tool = $2 AND e.profile = $3) AS "runSeconds",
                  COALESCE((SELECT sum(seconds) FROM ahead), 0)::float8 AS "aheadSeconds"
             FROM clock CROSS JOIN wish
             LEFT JOIN tenant_platform_limits l ON l.tenant_id = $1
             LEFT JOIN queue_lanes v ON v.tool = $2 AND v.capabilities = $4::text[] AND v.tier_ceiling = wish.ceiling
                                    AND v.selection_mode = $6
             LEFT JOIN tenant_lanes p ON p.tenant_id = $1 AND p.lane_id = v.id
             LEFT JOIN lane_clocks c ON c.lane_id = v.id
                                    AND c.tier_priority = least(wish.ceiling, COALESCE(l.max_tier_priority, -1))
             LEFT JOIN tenant_shares s ON s.tenant_id = $1 AND s.lane_id = v.id AND s.tier_priority = c.tier_priority
             CROSS JOIN LATERAL (
               SELECT ${ORDER_KEY_SQL} AS order_key
                 FROM (SELECT ${enterPassSql("$8")} AS pass,
                              COALESCE(l.priority_base, 0) AS priority_base, clock.at AS queued_at) f) u`,
    values: [
      tenantId,
      job.tool,
      job.profile,
      job.capabilities,
      job.tierRequested,
      job.selectionMode,
      job.priority,
      LEAD_MAX,
      DEFAULT_ESTIMATE_SECONDS,
      SYSTEM_TENANT_ID,
    ],
  });
  const [row] = rows;
  if (!row) throw new Error("a clock has one row");
  return row;
}
