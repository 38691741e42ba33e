import type { TenantQueue } from "@/lib/contracts/admin-explain";
import { instant } from "@/lib/contracts/field";
import { listTenantPlaces } from "@/lib/db/admin-jobs/list-tenant-places";
import { listSubmitFactsAcrossTenants } from "@/lib/db/queue/list-submit-facts";
import { findTenant } from "@/lib/db/tenants/find-tenant";
import { tierOfPriority } from "@/lib/domain/tier/tier";
import type { Context } from "@/lib/services/context";
import { tenantNotFound } from "@/lib/services/tenants/tenant-not-found";

/** Where a tenant stands in each lane in which it waits. */
export async function getTenantQueue(ctx: Context, input: { id: string }): Promise<TenantQueue> {
  if (!(await findTenant(ctx.db, input.id))) throw tenantNotFound();
  const [facts] = await listSubmitFactsAcrossTenants(ctx.db, [input.id]);
  const places = await listTenantPlaces(ctx.db, input.id);
  return {
    at: instant(new Date()),
    tenant_id: input.id,
    running: facts?.running ?? 0,
    max_concurrent: facts?.maxConcurrentJobs ?? 0,
    lanes: places.map((place) => ({
      tool: place.tool,
      capabilities: place.capabilities,
      selection_mode: place.selectionMode,
      tier_ceiling: place.tierPriority === null ? null : tierOfPriority(place.tierPriority),
      waiting: place.waiting,
      is_placed: place.orderKey !== null,
      is_at_limit: place.isAtLimit,
      weight: place.weight,
      order_key: place.orderKey,
      pass: place.pass,
      virtual_time: place.virtualTime,
      tenants_before: place.tenantsBefore,
      first_job_id: place.firstJobId,
    })),
  };
}
