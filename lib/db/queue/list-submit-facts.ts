import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface SubmitFactsRow {
  tenantId: string;
  maxTier: Tier;
  maxConcurrentJobs: number;
  maxQueuedJobs: number;
  priorityBase: number;
  submitsPerMinute: number;
  /** Submits that the rate limit allows now; not a whole number. */
  submitTokens: number;
  queued: number;
  /** Of those, the ones that platform agents may take. */
  queuedForPlatform: number;
  /** Jobs running on platform agents: those that the plan's concurrency limits. */
  running: number;
}

/** The bucket of the rate limit on a tenant's submits. */
export function submitBucket(tenantId: string): string {
  return `submit:${tenantId}`;
}

/**
 * Tenants' effective limits and what they use of them. Left out: tenants to which platform agents are not available.
 * True until the commit for those whose queue is locked.
 */
export async function listSubmitFactsAcrossTenants(
  tx: Db,
  tenantIds: readonly string[],
): Promise<SubmitFactsRow[]> {
  const { rows } = await tx.query<SubmitFactsRow>({
    name: "list-submit-facts",
    text: `SELECT l.tenant_id AS "tenantId", l.max_tier AS "maxTier", l.max_concurrent_jobs AS "maxConcurrentJobs",
                  l.max_queued_jobs AS "maxQueuedJobs", l.priority_base AS "priorityBase",
                  l.submits_per_minute AS "submitsPerMinute",
                  COALESCE(least(l.submits_per_minute, b.tokens + l.submits_per_minute / 60.0
                             * greatest(0, extract(epoch FROM clock_timestamp() - b.updated_at))),
                           l.submits_per_minute)::float8 AS "submitTokens",
                  q.queued::int, q.for_platform::int AS "queuedForPlatform",
                  (SELECT count(*)::int FROM job_leases r WHERE r.tenant_id = l.tenant_id AND r.is_platform_agent) AS running
             FROM tenant_platform_limits l
             LEFT JOIN rate_limits b ON b.bucket = 'submit:' || l.tenant_id
             CROSS JOIN LATERAL (
               SELECT count(*) AS queued, count(*) FILTER (WHERE i.selection_mode <> 'tenant_only') AS for_platform
                 FROM queue_items i WHERE i.tenant_id = l.tenant_id) q
            WHERE l.tenant_id = ANY ($1::uuid[])`,
    values: [tenantIds],
  });
  return rows;
}
