import { enterPassSql } from "@/lib/db/queue/enter-pass-sql";
import { ORDER_KEY_SQL } from "@/lib/db/queue/order-key-sql";
import type { Db } from "@/lib/db/transaction";
import { LEAD_MAX } from "@/lib/domain/queue/fair-share";
import { DEFAULT_ESTIMATE_SECONDS } from "@/lib/domain/queue/job-cost";
import { type LaneJobs, type OwnAhead, sumByLane } from "@/lib/domain/queue/own-ahead";
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
  /** Until its time in the queue is over. */
  expiresInSeconds: number;
  ahead: OwnAhead;
  running: number;
  maxConcurrent: number;
  weight: number;
  /** Of the tenant's first job in the lane. */
  orderKey: number;
  /** How long such a run of the tenant takes; null without any. */
  runSeconds: number | null;
}

interface FoundRow extends Omit<StandingRow, "ahead"> {
  tenantId: string;
  maxTierPriority: number;
  /** Of the jobs asked for, which in its tenant's order: 1, 2, 3. */
  turn: number;
  /** What stands before it, from the one asked for before it on. */
  between: LaneJobs[];
}

/** How far own jobs ahead are counted. */
const AHEAD_MAX = 10_000;

/**
 * Where these queued jobs stand in their own tenants. A job that is no longer queued has no row.
 * Cost: a walk of each tenant's own queue, nothing of anybody else's.
 */
export async function listStandingsAcrossTenants(db: Db, jobIds: readonly string[]): Promise<StandingRow[]> {
  const { rows } = await db.query<FoundRow>({
    name: "list-standings",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           item AS MATERIALIZED (SELECT * FROM queue_items WHERE job_id = ANY ($1::uuid[])),
           tenant AS MATERIALIZED (
             SELECT i.tenant_id, l.max_tier_priority, COALESCE(l.max_concurrent_jobs, 0) AS max_concurrent,
                    COALESCE(l.priority_base, 0) AS weight,
                    (SELECT count(*)::int FROM job_leases r WHERE r.tenant_id = i.tenant_id AND r.is_platform_agent) AS running
               FROM (SELECT DISTINCT tenant_id FROM item) i
               LEFT JOIN tenant_platform_limits l ON l.tenant_id = i.tenant_id
           ), line AS MATERIALIZED (
             SELECT q.*
               FROM tenant t CROSS JOIN LATERAL (
                 SELECT o.tenant_id, o.job_id, o.lane_id, COALESCE(own.seconds, shared.seconds, $4::float8) AS seconds,
                        count(*) FILTER (WHERE o.job_id IN (SELECT job_id FROM item)) OVER mine AS turn
                   FROM (SELECT * FROM queue_items o WHERE o.tenant_id = t.tenant_id
                          ORDER BY o.priority DESC, o.queued_at, o.job_id LIMIT $2) o
                   LEFT JOIN run_estimates own ON own.tenant_id = o.tenant_id AND own.tool = o.tool
                                              AND own.profile = COALESCE(o.profile, '')
                   LEFT JOIN run_estimates shared ON shared.tenant_id = $5 AND shared.tool = o.tool
                                                 AND shared.profile = COALESCE(o.profile, '')
                 WINDOW mine AS (ORDER BY o.priority DESC, o.queued_at, o.job_id ROWS UNBOUNDED PRECEDING)) q
           ), turns AS (
             SELECT tenant_id, turn + 1 AS turn,
                    jsonb_agg(jsonb_build_object('laneId', lane_id::text, 'jobs', jobs, 'seconds', seconds)) AS between
               FROM (SELECT tenant_id, turn, lane_id, count(*) AS jobs, sum(seconds) AS seconds
                       FROM line GROUP BY 1, 2, 3) g
              GROUP BY 1, 2
           )
           SELECT i.job_id AS "jobId", clock.at, i.lane_id::text AS "laneId",
                  least(i.tier_ceiling, COALESCE(t.max_tier_priority, -1)) AS "tierCeiling",
                  greatest(0, extract(epoch FROM i.ready_at - clock.at))::float8 AS "backoffSeconds",
                  extract(epoch FROM i.expires_at - clock.at)::float8 AS "expiresInSeconds",
                  i.tenant_id AS "tenantId", COALESCE(t.max_tier_priority, -1) AS "maxTierPriority",
                  COALESCE(k.turn, z.turn)::int AS turn, COALESCE(b.between, '[]') AS between,
                  t.running, t.max_concurrent AS "maxConcurrent", t.weight,
                  COALESCE(c.shift, 0) + CASE WHEN p.is_entered THEN p.order_key ELSE u.order_key END AS "orderKey",
                  e.seconds AS "runSeconds"
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
             LEFT JOIN line k ON k.job_id = i.job_id
             -- Those farther back than is counted stand behind all that is.
             LEFT JOIN (SELECT tenant_id, max(turn) + 1 AS turn FROM line GROUP BY 1) z ON z.tenant_id = i.tenant_id
             LEFT JOIN turns b ON b.tenant_id = i.tenant_id AND b.turn = COALESCE(k.turn, z.turn)
             LEFT JOIN run_estimates e ON e.tenant_id = i.tenant_id AND e.tool = i.tool AND e.profile = COALESCE(i.profile, '')`,
    values: [jobIds, AHEAD_MAX, LEAD_MAX, DEFAULT_ESTIMATE_SECONDS, SYSTEM_TENANT_ID],
  });
  return rows.map(({ tenantId, maxTierPriority, turn, between: _, ...standing }) => {
    const before = new Map(
      rows.flatMap((row) => (row.tenantId === tenantId && row.turn <= turn ? [[row.turn, row.between]] : [])),
    );
    return { ...standing, ahead: { groups: sumByLane([...before.values()].flat()), maxTierPriority } };
  });
}
