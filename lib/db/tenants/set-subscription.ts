import type pg from "pg";

/** Puts a tenant on a plan, also one that had no subscription. The caller holds the tenant by `lockTenant`. */
export async function setSubscription(
  tx: pg.PoolClient,
  tenantId: string,
  subscription: { plan: string; status: "active" | "cancelled" },
): Promise<void> {
  await tx.query({
    name: "set-subscription",
    text: `INSERT INTO subscriptions (tenant_id, plan_slug, status) VALUES ($1, $2, $3)
           ON CONFLICT (tenant_id) DO UPDATE SET plan_slug = excluded.plan_slug, status = excluded.status,
                                                 updated_at = now()`,
    values: [tenantId, subscription.plan, subscription.status],
  });
}
