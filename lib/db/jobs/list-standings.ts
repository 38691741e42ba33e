import { enterPassSql } from "@/lib/db/queue/enter-pass-sql";
import { ORDER_KEY_SQL } from "@/lib/db/queue/order-key-sql";
import type { Db } from "@/lib/db/transaction";
import { LEAD_MAX } from "@/lib/domain/queue/fair-share";
import { DEFAULT_ESTIMATE_SECONDS } from "@/lib/domain/queue/job-cost";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";

/** What only its own tenant's rows say of a queued job. */
export interface StandingRow {
  jobId: string;
  /** The instant of counting, by the database's clock. */
  at: Date;
  laneId: string;
  /** The highest tier that may run it now; -1: none. */
  tierCeiling: number;
  backoffSeconds: number;
  /** 1: the tenant's next of all, and of those in its lane. */
  tenantPosition: number;
  lanePosition: number;
  running: number;
  maxConcurrent: number;
  weight: number;
  /** Of the tenant's first job in the lane. */
  orderKey: number;
  /** How long such a run of the tenant takes; null without any. */
  runSeconds: number | null;
  /** How long those of the tenant that come before it take, together. */
  aheadSeconds: number;
}

/** How far a job's rank in its tenant is counted. */
const RANK_MAX = 10_000;

/**
 * Where these queued jobs stand in their own tenants. A job that is no longer queued has no row.
 * Cost: a walk of each tenant's own queue, nothing of anybody else's.
 */
export async function listStandingsAcrossTenants(db: Db, jobIds: readonly string[]): Promise<StandingRow[]> {
  const { rows } = await db.query<StandingRow>({
    name: "list-standings",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           item AS MATERIALIZED (SELECT * FROM queue_items WHERE job_id = ANY ($1::uuid[])),
           tenant AS MATERIALIZED (
             SELECT i.tenant_id, l.max_tier_priority, COALESCE(l.max_concurrent_jobs, 0) AS max_concurrent,
                    COALESCE(l.priority_base, 0) AS weight,
                    (SELECT count(*)::int FROM job_leases r WHERE r.tenant_id = i.tenant_id AND r.is_platform_agent) AS running
               FROM (SELECT DISTINCT tenant_id FROM item) i
               LEFT JOIN tenant_platform_limits l ON l.tenant_id = i.tenant_id
           ), ranked AS MATERIALIZED (
             SELECT q.*
               FROM tenant t CROSS JOIN LATERAL (
                 SELECT o.job_id, row_number() OVER mine AS place,
                        COALESCE(sum(COALESCE(own.seconds, shared.seconds, $4::float8))
                                 OVER (mine ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS seconds_before,
                        row_number() OVER (PARTITION BY o.lane_id ORDER BY o.priority DESC, o.queued_at, o.job_id) AS lane_place
                   FROM (SELECT * FROM queue_items o WHERE o.tenant_id = t.tenant_id
                          ORDER BY o.priority DESC, o.queued_at, o.job_id LIMIT $2) o
                   LEFT JOIN run_estimates own ON own.tenant_id = o.tenant_id AND own.tool = o.tool
                                              AND own.profile = COALESCE(o.profile, '')
                   LEFT JOIN run_estimates shared ON shared.tenant_id = $5 AND shared.tool = o.tool
                                                 AND shared.profile = COALESCE(o.profile, '')
                 WINDOW mine AS (ORDER BY o.priority DESC, o.queued_at, o.job_id)) q
           )
           SELECT i.job_id AS "jobId", clock.at, i.lane_id::text AS "laneId",
                  least(i.tier_ceiling, COALESCE(t.max_tier_priority, -1)) AS "tierCeiling",
                  greatest(0, extract(epoch FROM i.ready_at - clock.at))::float8 AS "backoffSeconds",
                  COALESCE(k.place, $2 + 1)::int AS "tenantPosition", COALESCE(k.lane_place, $2 + 1)::int AS "lanePosition",
                  t.running, t.max_concurrent AS "maxConcurrent", t.weight,
                  COALESCE(c.shift, 0) + CASE WHEN p.is_entered THEN p.order_key ELSE u.order_key END AS "orderKey", e.seconds AS "runSeconds",
                  COALESCE(k.seconds_before, $2 * $4::float8) AS "aheadSeconds"
             FROM item i JOIN tenant t ON t.tenant_id = i.tenant_id
             CROSS JOIN clock
             JOIN tenant_lanes p ON p.tenant_id = i.tenant_id AND p.lane_id = i.lane_id
             LEFT JOIN lane_clocks c ON c.lane_id = i.lane_id
                                    AND c.tier_priority = least(i.tier_ceiling, COALESCE(t.max_tier_priority, -1))
             LEFT JOIN tenant_shares s ON s.tenant_id = i.tenant_id AND s.lane_id = i.lane_id
                                      AND s.tier_priority = c.tier_priority
             -- Where the next claim will place it.
             CROSS JOIN LATERAL (
               SELECT ${ORDER_KEY_SQL} AS order_key
                 FROM (SELECT ${enterPassSql("$3")} AS pass,
                              t.weight AS priority_base, i.queued_at) f) u
             LEFT JOIN ranked k ON k.job_id = i.job_id
             LEFT JOIN run_estimates e ON e.tenant_id = i.tenant_id AND e.tool = i.tool AND e.profile = COALESCE(i.profile, '')`,
    values: [jobIds, RANK_MAX, LEAD_MAX, DEFAULT_ESTIMATE_SECONDS, SYSTEM_TENANT_ID],
  });
  return rows;
}
