import * as z from "zod";
import type { PlanView } from "@/lib/contracts/tenant";
import { listPlansAcrossTenants } from "@/lib/db/tenants/list-plans";
import { PLAN_SLUGS } from "@/lib/domain/plan/plan-slug";
import type { Context } from "@/lib/services/context";

const PlanSlug = z.enum(PLAN_SLUGS);

/** The plan matrix as the database has it, smallest plan first. */
export async function listPlans(ctx: Context): Promise<{ items: PlanView[]; next_cursor: null }> {
  const rows = await listPlansAcrossTenants(ctx.db);
  return {
    items: rows.map((row) => ({
      slug: PlanSlug.parse(row.slug),
      name: row.name,
      limits: {
        max_tier: row.maxTier,
        max_concurrent_jobs: row.maxConcurrentJobs,
        max_queued_jobs: row.maxQueuedJobs,
        priority_base: row.priorityBase,
        submits_per_minute: row.submitsPerMinute,
        history_days: row.historyDays,
      },
    })),
    next_cursor: null,
  };
}
