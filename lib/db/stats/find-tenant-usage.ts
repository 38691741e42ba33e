import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface TenantUsageRow {
  /** Null together with the other limits: platform agents are not available to the tenant. */
  maxTier: Tier | null;
  maxConcurrentJobs: number | null;
  maxQueuedJobs: number | null;
  running: number;
  queued: number;
}

/** The tenant's present limits and how much of them is used. "Running" is counted from live
 * leases on platform agents, as the claim does. */
export async function findTenantUsage(db: Db, tenantId: string): Promise<TenantUsageRow> {
  const { rows } = await db.query<TenantUsageRow>({
    name: "find-tenant-usage",
    text: `SELECT l.max_tier AS "maxTier", l.max_concurrent_jobs AS "maxConcurrentJobs",
                  l.max_queued_jobs AS "maxQueuedJobs",
                  (SELECT count(*)::int FROM job_leases r WHERE r.tenant_id = t.id AND r.is_platform_agent) AS running,
                  (SELECT count(*)::int FROM queue_items q WHERE q.tenant_id = t.id) AS queued
             FROM (SELECT $1::uuid AS id) t LEFT JOIN tenant_platform_limits l ON l.tenant_id = t.id`,
    values: [tenantId],
  });
  return rows[0] ?? { maxTier: null, maxConcurrentJobs: null, maxQueuedJobs: null, running: 0, queued: 0 };
}
