import * as z from "zod";
import { instant } from "@/lib/contracts/field";
import type { TenantView } from "@/lib/contracts/tenant";
import type { TenantRow } from "@/lib/db/tenants/tenant-row";
import { OVERRIDE_KEYS } from "@/lib/domain/plan/override-key";
import { PLAN_SLUGS } from "@/lib/domain/plan/plan-slug";

const PlanSlug = z.enum(PLAN_SLUGS);
const OverrideKey = z.enum(OVERRIDE_KEYS);

/** A tenant as admins see it. Overrides that have expired are shown, they are only not counted. */
export function tenantView(row: TenantRow): TenantView {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    status: row.status,
    plan: row.planSlug === null ? null : PlanSlug.parse(row.planSlug),
    subscription_status: row.subscriptionStatus,
    limits: limitsOf(row),
    limits_override: row.overrides.map((override) => ({
      key: OverrideKey.parse(override.key),
      value: override.value,
      reason: override.reason,
      set_by: override.setBy,
      set_at: instant(new Date(override.setAt)),
      expires_at: override.expiresAt === null ? null : instant(new Date(override.expiresAt)),
    })),
    queued: row.queued,
    running: row.running,
    members: row.members,
    created_at: instant(row.createdAt),
  };
}

function limitsOf(row: TenantRow): TenantView["limits"] {
  const { maxTier, maxConcurrentJobs, maxQueuedJobs, priorityBase, submitsPerMinute, historyDays } = row;
  if (maxTier === null || maxConcurrentJobs === null || maxQueuedJobs === null) return null;
  if (priorityBase === null || submitsPerMinute === null || historyDays === null) return null;
  return {
    max_tier: maxTier,
    max_concurrent_jobs: maxConcurrentJobs,
    max_queued_jobs: maxQueuedJobs,
    priority_base: priorityBase,
    submits_per_minute: submitsPerMinute,
    history_days: historyDays,
  };
}
