import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface TierBacklog {
  tier: Tier;
  /** Queued jobs whose best tier this is. */
  waiting: number;
  oldestQueuedSeconds: number | null;
}

/**
 * The waiting jobs counted by their best tier: the lower of what the job asked for and what its tenant may use now, as
 * the claim judges it. A row for each tier, lowest first. Jobs that only a tenant's own agents may run wait for no tier.
 * Counted by tenant and ceiling first, so that limits are computed once a tenant and not once a job.
 */
export async function listQueueByTierAcrossTenants(db: Db): Promise<TierBacklog[]> {
  const { rows } = await db.query<TierBacklog>({
    name: "list-queue-by-tier",
    text: `WITH backlog AS (
             SELECT tenant_id, tier_ceiling, count(*) AS jobs, min(queued_at) AS oldest
               FROM queue_items WHERE selection_mode <> 'tenant_only'
              GROUP BY tenant_id, tier_ceiling),
           best AS (
             SELECT LEAST(b.tier_ceiling, COALESCE(l.max_tier_priority, b.tier_ceiling)) AS priority, b.jobs, b.oldest
               FROM backlog b LEFT JOIN tenant_platform_limits l ON l.tenant_id = b.tenant_id)
           SELECT t.slug AS tier, COALESCE(sum(b.jobs), 0)::integer AS waiting,
                  extract(epoch FROM now() - min(b.oldest))::float8 AS "oldestQueuedSeconds"
             FROM platform_agent_tiers t LEFT JOIN best b ON b.priority = t.priority
            GROUP BY t.slug, t.priority
            ORDER BY t.priority`,
  });
  return rows;
}
