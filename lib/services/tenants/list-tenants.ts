import type { Page } from "@/lib/contracts/page";
import type { ListTenantsQuery, TenantView } from "@/lib/contracts/tenant";
import { listTenantsAcrossTenants } from "@/lib/db/tenants/list-tenants";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import type { Context } from "@/lib/services/context";
import { tenantView } from "@/lib/services/tenants/tenant-view";

/** Tenants, newest first, with plan, effective limits and use. The system tenant is never among them. */
export async function listTenants(ctx: Context, query: ListTenantsQuery): Promise<Page<TenantView>> {
  const found = await listTenantsAcrossTenants(ctx.db, {
    plan: query.plan,
    q: query.q,
    beforeId: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  const { rows, nextCursor } = cutPage(found, query.limit);
  return { items: rows.map(tenantView), next_cursor: nextCursor };
}
