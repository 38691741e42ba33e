import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface SubmitFactsRow {
  maxTier: Tier;
  maxConcurrentJobs: number;
  maxQueuedJobs: number;
  priorityBase: number;
  queued: number;
  /** Of those, the ones that platform agents may take. */
  queuedForPlatform: number;
  /** Jobs running on platform agents: those that the plan's concurrency limits. */
  running: number;
}

/** The tenant's effective limits and what it uses of them; null when platform agents are not available to it. */
export async function findSubmitFacts(tx: Db, tenantId: string): Promise<SubmitFactsRow | null> {
  const { rows } = await tx.query<SubmitFactsRow>({
    name: "find-submit-facts",
    text: `SELECT max_tier AS "maxTier", max_concurrent_jobs AS "maxConcurrentJobs", max_queued_jobs AS "maxQueuedJobs",
                  priority_base AS "priorityBase",
                  (SELECT count(*)::int FROM queue_items q WHERE q.tenant_id = $1) AS queued,
                  (SELECT count(*)::int FROM queue_items q
                    WHERE q.tenant_id = $1 AND q.selection_mode <> 'tenant_only') AS "queuedForPlatform",
                  (SELECT count(*)::int FROM job_leases r WHERE r.tenant_id = $1 AND r.is_platform_agent) AS running
             FROM tenant_platform_limits WHERE tenant_id = $1`,
    values: [tenantId],
  });
  return rows[0] ?? null;
}
