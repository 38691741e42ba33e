import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface PlanRow {
  slug: string;
  name: string;
  maxTier: Tier;
  maxConcurrentJobs: number;
  maxQueuedJobs: number;
  priorityBase: number;
  submitsPerMinute: number;
  historyDays: number;
}

/** The plans that hold the platform agents module, smallest first, with the limits they give. */
export async function listPlansAcrossTenants(db: Db): Promise<PlanRow[]> {
  const { rows } = await db.query<PlanRow>({
    name: "list-plans",
    text: `SELECT p.slug, p.name, tier.slug AS "maxTier", tier.submits_per_minute AS "submitsPerMinute",
                  (pm.limits ->> 'max_concurrent_jobs')::integer AS "maxConcurrentJobs",
                  (pm.limits ->> 'max_queued_jobs')::integer AS "maxQueuedJobs",
                  (pm.limits ->> 'priority_base')::integer AS "priorityBase",
                  (pm.limits ->> 'history_days')::integer AS "historyDays"
             FROM plans p
             JOIN plan_modules pm ON pm.plan_slug = p.slug AND pm.module_slug = 'platform_agents'
             JOIN platform_agent_tiers tier ON tier.slug = pm.limits ->> 'max_tier'
            ORDER BY p.rank`,
  });
  return rows;
}
