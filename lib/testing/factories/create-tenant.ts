import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";

export interface TenantOptions {
  /** Null: a tenant without a subscription. */
  plan?: "free" | "team" | "business" | "enterprise" | null;
  slug?: string;
  name?: string;
  status?: "active" | "suspended";
  /** Limit overrides by key, e.g. `{ "platform_agents:max_concurrent_jobs": 2 }`. */
  overrides?: Record<string, string | number>;
}

/** A tenant on a plan (team unless told otherwise). */
export async function createTenant(
  db: Db,
  options: TenantOptions = {},
): Promise<{ id: string; slug: string; name: string }> {
  const id = newId();
  const slug = options.slug ?? `tenant-${id.slice(-12)}`;
  const name = options.name ?? `Tenant ${slug}`;
  await db.query("INSERT INTO tenants (id, slug, name, status) VALUES ($1, $2, $3, $4)", [
    id,
    slug,
    name,
    options.status ?? "active",
  ]);
  if (options.plan !== null) {
    await db.query("INSERT INTO subscriptions (tenant_id, plan_slug) VALUES ($1, $2)", [
      id,
      options.plan ?? "team",
    ]);
  }
  for (const [key, value] of Object.entries(options.overrides ?? {})) {
    await db.query(
      "INSERT INTO limit_overrides (tenant_id, key, value, reason, set_by) VALUES ($1, $2, $3, 'test', 'test')",
      [id, key, JSON.stringify(value)],
    );
  }
  return { id, slug, name };
}
