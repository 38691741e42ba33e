import type { Db } from "@/lib/db/transaction";
import { DEFAULT_ESTIMATE_SECONDS } from "@/lib/domain/queue/job-cost";
import type { LaneJobs } from "@/lib/domain/queue/own-ahead";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import type { Tier } from "@/lib/domain/tier/tier";

export interface SubmitFactsRow {
  tenantId: string;
  /** The instant of counting, by the database's clock, in whole milliseconds. */
  at: Date;
  /** The number of the tenant's last job. */
  lastJobNumber: number;
  maxTier: Tier;
  /** How long a job may wait, by the highest tier that it may use. */
  queueSeconds: Record<Tier, number>;
  maxConcurrentJobs: number;
  maxQueuedJobs: number;
  priorityBase: number;
  submitsPerMinute: number;
  /** Submits that the rate limit allows at that instant; not a whole number. */
  submitTokens: number;
  queued: number;
  /** Of those, the ones that platform agents may take. */
  queuedForPlatform: number;
  /** By lane and priority. */
  waiting: (LaneJobs & { priority: number })[];
  /** Jobs running on platform agents: those that the plan's concurrency limits. */
  running: number;
}

/** The bucket of the rate limit on a tenant's submits. */
export function submitBucket(tenantId: string): string {
  return `submit:${tenantId}`;
}

/**
 * Tenants' effective limits and what they use of them. Jobs past their time in the queue run no more, and count no more
 * however late maintenance is. Left out: tenants to which platform agents are not available.
 * True until the commit for those whose queue is locked.
 */
export async function listSubmitFactsAcrossTenants(
  tx: Db,
  tenantIds: readonly string[],
): Promise<SubmitFactsRow[]> {
  const { rows } = await tx.query<SubmitFactsRow>({
    name: "list-submit-facts",
    // A look-up each, held apart by LIMIT: planned while a table was small, a join would go on reading all of it.
    text: `WITH clock AS MATERIALIZED (SELECT date_trunc('milliseconds', clock_timestamp()) AS at)
           SELECT l.tenant_id AS "tenantId", clock.at,
                  (SELECT t.last_job_number FROM tenants t WHERE t.id = l.tenant_id) AS "lastJobNumber",
                  l.max_tier AS "maxTier",
                  (SELECT jsonb_object_agg(slug, max_queue_time_seconds) FROM platform_agent_tiers) AS "queueSeconds",
                  l.max_concurrent_jobs AS "maxConcurrentJobs",
                  l.max_queued_jobs AS "maxQueuedJobs", l.priority_base AS "priorityBase",
                  l.submits_per_minute AS "submitsPerMinute",
                  COALESCE(least(l.submits_per_minute, b.tokens + l.submits_per_minute / 60.0
                             * greatest(0, extract(epoch FROM clock.at - b.updated_at))),
                           l.submits_per_minute)::float8 AS "submitTokens",
                  q.queued::int, q.for_platform::int AS "queuedForPlatform", q.waiting,
                  (SELECT count(*)::int FROM job_leases r WHERE r.tenant_id = l.tenant_id AND r.is_platform_agent) AS running
             FROM clock
             CROSS JOIN unnest($1::uuid[]) AS g(id)
             CROSS JOIN LATERAL (SELECT * FROM tenant_platform_limits v WHERE v.tenant_id = g.id LIMIT 1) l
             LEFT JOIN LATERAL (SELECT * FROM rate_limits r WHERE r.bucket = 'submit:' || g.id LIMIT 1) b ON true
             CROSS JOIN LATERAL (
               SELECT COALESCE(sum(i.jobs), 0) AS queued,
                      COALESCE(sum(i.jobs) FILTER (WHERE k.selection_mode <> 'tenant_only'), 0) AS for_platform,
                      COALESCE(jsonb_agg(jsonb_build_object(
                        'laneId', i.lane_id::text, 'priority', i.priority, 'jobs', i.jobs,
                        'seconds', i.jobs * COALESCE(own.seconds, shared.seconds, $2::float8))), '[]') AS waiting
                 FROM (SELECT lane_id, priority, profile, count(*) AS jobs
                         -- Not as the index by expiry has it: that is all that waits, of all tenants.
                         FROM queue_items WHERE tenant_id = g.id AND (expires_at > clock.at) IS TRUE
                        GROUP BY 1, 2, 3) i
                 -- Jobs of a lane are of its tool and mode.
                 CROSS JOIN LATERAL (SELECT * FROM queue_lanes v WHERE v.id = i.lane_id LIMIT 1) k
                 LEFT JOIN LATERAL (
                   SELECT e.seconds FROM run_estimates e
                    WHERE e.tenant_id = g.id AND e.tool = k.tool AND e.profile = COALESCE(i.profile, '') LIMIT 1) own ON true
                 LEFT JOIN LATERAL (
                   SELECT e.seconds FROM run_estimates e
                    WHERE e.tenant_id = $3 AND e.tool = k.tool AND e.profile = COALESCE(i.profile, '') LIMIT 1) shared
                   ON true) q`,
    values: [tenantIds, DEFAULT_ESTIMATE_SECONDS, SYSTEM_TENANT_ID],
  });
  return rows;
}
