import type pg from "pg";
import type { TenantView, UpdateTenantBody } from "@/lib/contracts/tenant";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertEvent } from "@/lib/db/events/insert-event";
import { holdTurn } from "@/lib/db/history/hold-turn";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { deleteLimitOverride } from "@/lib/db/tenants/delete-limit-override";
import { findTenant } from "@/lib/db/tenants/find-tenant";
import { lockTenant } from "@/lib/db/tenants/lock-tenant";
import { setLimitOverride } from "@/lib/db/tenants/set-limit-override";
import { setSubscription } from "@/lib/db/tenants/set-subscription";
import type { TenantRow } from "@/lib/db/tenants/tenant-row";
import { updateTenant as writeTenant } from "@/lib/db/tenants/update-tenant";
import { transaction } from "@/lib/db/transaction";
import { changedFields, type FieldChange } from "@/lib/domain/audit/changed-fields";
import { AppError } from "@/lib/domain/errors";
import { OVERRIDE_KEYS } from "@/lib/domain/plan/override-key";
import { wake } from "@/lib/live/wake-hub";
import type { Context } from "@/lib/services/context";
import { tenantNotFound } from "@/lib/services/tenants/tenant-not-found";
import { tenantView } from "@/lib/services/tenants/tenant-view";

/**
 * Changes a tenant's name, status, plan or overrides. Counts from the next claim or submit, also for queued jobs: a submit
 * works limits out, and those that a claim goes by, at the tenant's places in `tenant_lanes`, are made void by the change
 * itself (trigger `tenant_lanes_reenter`) and at the instant at which an override runs out.
 *
 * Promise: all named fields change together or none does. Name, status, plan and each override have an audit entry of
 * their own with before and after; what does not change is not written. Overrides need a subscription.
 */
export async function updateTenant(
  ctx: Context,
  input: { id: string; body: UpdateTenantBody },
): Promise<{ tenant: TenantView }> {
  const { id, body } = input;
  const isOfPlan = [body.plan, body.subscription_status, body.limits_override].some(
    (one) => one !== undefined,
  );
  const tenant = await transaction(ctx.db, async (tx) => {
    // In the order of the triggers. A turn may last for seconds, so it is waited for before anybody waits for this; behind
    // the dispatch are all claims, for as long at most as a batch of submits holds the tenant's row; behind the row are this
    // tenant's submits with their whole batch.
    if (isOfPlan) await holdTurn(tx, id);
    await lockDispatch(tx);
    const row = await lockTenant(tx, id);
    if (!row) throw tenantNotFound();
    const changes = [
      ...(await changeSettings(tx, row, body)),
      ...(await changeSubscription(tx, row, body)),
      ...(await changeOverrides(tx, ctx, row, body)),
    ];
    for (const { action, change } of changes) {
      await insertAuditEntry(tx, ctx, {
        tenantId: id,
        action,
        targetType: "tenant",
        targetId: id,
        before: change.before,
        after: change.after,
      });
    }
    if (changes.length > 0) {
      await insertEvent(tx, { tenantId: id, type: "tenant.updated", subjectType: "tenant", subjectId: id });
    }
    const updated = await findTenant(tx, id);
    if (!updated) throw tenantNotFound();
    return tenantView(updated);
  });
  wake("events");
  wake("queue");
  wake("keys");
  return { tenant };
}

interface AuditedChange {
  action: string;
  change: { before: Record<string, unknown> | null; after: Record<string, unknown> | null };
}

async function changeSettings(
  tx: pg.PoolClient,
  row: TenantRow,
  body: UpdateTenantBody,
): Promise<AuditedChange[]> {
  const { name = row.name, status = row.status } = body;
  const renamed = changedFields({ name: row.name }, { name });
  const moved = changedFields({ status: row.status }, { status });
  if (renamed || moved) await writeTenant(tx, row.id, { name, status });
  return [
    ...named("tenant.updated", renamed),
    ...named(status === "suspended" ? "tenant.suspended" : "tenant.resumed", moved),
  ];
}

async function changeSubscription(
  tx: pg.PoolClient,
  row: TenantRow,
  body: UpdateTenantBody,
): Promise<AuditedChange[]> {
  const plan = body.plan ?? row.planSlug;
  if (body.subscription_status !== undefined && plan === null) {
    throw new AppError("conflict", "The tenant has no subscription. Name a plan as well.");
  }
  const subscription_status = body.subscription_status ?? row.subscriptionStatus ?? "active";
  const planned = changedFields({ plan: row.planSlug }, { plan });
  const resubscribed = changedFields(
    { subscription_status: row.subscriptionStatus },
    { subscription_status },
  );
  if (plan === null || (!planned && !resubscribed)) return [];
  await setSubscription(tx, row.id, { plan, status: subscription_status });
  return [...named("tenant.plan_changed", planned), ...named("tenant.subscription_changed", resubscribed)];
}

async function changeOverrides(
  tx: pg.PoolClient,
  ctx: Context,
  row: TenantRow,
  body: UpdateTenantBody,
): Promise<AuditedChange[]> {
  const changes: AuditedChange[] = [];
  for (const key of OVERRIDE_KEYS) {
    const wanted = body.limits_override?.[key];
    if (wanted === undefined) continue;
    const existing = row.overrides.find((override) => override.key === key);
    const before = existing
      ? { key, value: existing.value, reason: existing.reason, expires_at: toUtc(existing.expiresAt) }
      : null;
    if (wanted === null) {
      if (!existing) continue;
      await deleteLimitOverride(tx, row.id, key);
      changes.push({ action: "tenant.override_removed", change: { before, after: null } });
      continue;
    }
    if (row.planSlug === null && body.plan === undefined) {
      throw new AppError("conflict", "The tenant has no subscription to override. Put it on a plan first.");
    }
    const after = { key, value: wanted.value, reason: wanted.reason, expires_at: toUtc(wanted.expires_at) };
    if (before && !changedFields(before, after)) continue;
    await setLimitOverride(tx, row.id, {
      key,
      value: wanted.value,
      reason: wanted.reason,
      setBy: ctx.actor.name,
      expiresAt: wanted.expires_at,
    });
    changes.push({ action: "tenant.override_set", change: { before, after } });
  }
  return changes;
}

function named(action: string, change: FieldChange | null): AuditedChange[] {
  return change ? [{ action, change }] : [];
}

function toUtc(at: string | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
