import type { Tier } from "@/lib/domain/tier/tier";

export interface LimitOverrideRow {
  key: string;
  value: string | number;
  reason: string;
  setBy: string;
  setAt: string;
  expiresAt: string | null;
}

/** A tenant with its plan, its effective limits of this moment, its overrides and what it uses. */
export interface TenantRow {
  id: string;
  slug: string;
  name: string;
  status: "active" | "suspended";
  planSlug: string | null;
  subscriptionStatus: "active" | "cancelled" | null;
  /** Null as a whole when platform agents are not available to the tenant. */
  maxTier: Tier | null;
  maxConcurrentJobs: number | null;
  maxQueuedJobs: number | null;
  priorityBase: number | null;
  submitsPerMinute: number | null;
  /** Of the plan, whether platform agents are available or not; null without a subscription. */
  historyDays: number | null;
  overrides: LimitOverrideRow[];
  queued: number;
  running: number;
  members: number;
  createdAt: Date;
}

/**
 * Everything of `TenantRow`, of ordinary tenants only: the system tenant is in no list and behind no id. Conditions are
 * added with AND and the aliases t (tenants) and s (subscriptions).
 */
export const SELECT_TENANT = `
  SELECT t.id, t.slug, t.name, t.status, t.created_at AS "createdAt",
         s.plan_slug AS "planSlug", s.status AS "subscriptionStatus",
         l.max_tier AS "maxTier", l.max_concurrent_jobs AS "maxConcurrentJobs", l.max_queued_jobs AS "maxQueuedJobs",
         l.priority_base AS "priorityBase", l.submits_per_minute AS "submitsPerMinute",
         h.history_days AS "historyDays",
         COALESCE((SELECT json_agg(json_build_object('key', o.key, 'value', o.value, 'reason', o.reason,
                                                     'setBy', o.set_by, 'setAt', o.set_at,
                                                     'expiresAt', o.expires_at) ORDER BY o.key)
                     FROM limit_overrides o WHERE o.tenant_id = t.id), '[]') AS overrides,
         (SELECT count(*) FROM queue_items q WHERE q.tenant_id = t.id)::integer AS queued,
         (SELECT count(*) FROM job_leases r WHERE r.tenant_id = t.id AND r.is_platform_agent)::integer AS running,
         (SELECT count(*) FROM memberships m WHERE m.tenant_id = t.id)::integer AS members
    FROM tenants t
    LEFT JOIN subscriptions s ON s.tenant_id = t.id
    LEFT JOIN tenant_platform_limits l ON l.tenant_id = t.id
    LEFT JOIN tenant_history_limits h ON h.tenant_id = t.id
   WHERE NOT t.is_system`;
