import type { TenantView } from "@/lib/contracts/tenant";
import { findTenant } from "@/lib/db/tenants/find-tenant";
import type { Context } from "@/lib/services/context";
import { tenantNotFound } from "@/lib/services/tenants/tenant-not-found";
import { tenantView } from "@/lib/services/tenants/tenant-view";

/** One tenant; the system tenant is as unknown as any that does not exist. */
export async function getTenant(ctx: Context, id: string): Promise<{ tenant: TenantView }> {
  const row = await findTenant(ctx.db, id);
  if (!row) throw tenantNotFound();
  return { tenant: tenantView(row) };
}
