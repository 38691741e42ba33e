import type pg from "pg";
import { violates } from "@/lib/db/transaction";

/** Writes a tenant with an active subscription to a plan. Throws the violation that `isTenantSlugTaken` knows. */
export async function insertTenant(
  tx: pg.PoolClient,
  tenant: { id: string; slug: string; name: string; plan: string },
): Promise<void> {
  await tx.query({
    name: "insert-tenant",
    text: `WITH made AS (INSERT INTO tenants (id, slug, name) VALUES ($1, $2, $3) RETURNING id)
           INSERT INTO subscriptions (tenant_id, plan_slug) SELECT id, $4 FROM made`,
    values: [tenant.id, tenant.slug, tenant.name, tenant.plan],
  });
}

export function isTenantSlugTaken(error: unknown): boolean {
  return violates(error, "tenants_slug_key");
}
