import type { TenantQueue } from "@/lib/contracts/admin-explain";
import { instant } from "@/lib/contracts/field";
import { listTenantPlaces, type TenantPlaceRow } from "@/lib/db/admin-jobs/list-tenant-places";
import { listStandingsAcrossTenants } from "@/lib/db/jobs/list-standings";
import { listSubmitFactsAcrossTenants } from "@/lib/db/queue/list-submit-facts";
import { findTenant } from "@/lib/db/tenants/find-tenant";
import { tierOfPriority } from "@/lib/domain/tier/tier";
import type { Context } from "@/lib/services/context";
import { waitingView } from "@/lib/services/jobs/job-view";
import { queueForecast } from "@/lib/services/jobs/queue-snapshot";
import { tenantNotFound } from "@/lib/services/tenants/tenant-not-found";

/** Where a tenant stands in each lane in which it waits, and why its first job there waits. */
export async function getTenantQueue(ctx: Context, input: { id: string }): Promise<TenantQueue> {
  if (!(await findTenant(ctx.db, input.id))) throw tenantNotFound();
  const [facts] = await listSubmitFactsAcrossTenants(ctx.db, [input.id]);
  const running = facts?.running ?? 0;
  const maxConcurrent = facts?.maxConcurrentJobs ?? 0;
  const places = await listTenantPlaces(ctx.db, input.id);
  const waits = await firstJobWaits(ctx, input.id, places);
  return {
    at: instant(new Date()),
    tenant_id: input.id,
    running,
    max_concurrent: maxConcurrent,
    lanes: places.map((place) => ({
      tool: place.tool,
      capabilities: place.capabilities,
      selection_mode: place.selectionMode,
      tier_max: place.tierMax,
      tier_ceiling: tierOfPriority(place.tierPriority),
      waiting: place.waiting,
      running: place.running,
      is_placed: place.isPlaced,
      is_at_limit: place.isPlaced ? place.isAtLimit : running >= maxConcurrent,
      weight: place.weight,
      order_key: place.orderKey,
      pass: place.pass,
      virtual_time: place.virtualTime,
      tenants_before: place.tenantsBefore,
      first_job_id: place.firstJobId,
      first_job_waiting: waits.get(place.firstJobId) ?? null,
    })),
  };
}

type Waiting = NonNullable<TenantQueue["lanes"][number]["first_job_waiting"]>;

/** In the words that the tenant reads and the job's own explanation says. */
async function firstJobWaits(
  ctx: Context,
  tenantId: string,
  places: readonly TenantPlaceRow[],
): Promise<Map<string, Waiting>> {
  if (places.length === 0) return new Map();
  const forecast = await queueForecast(ctx.db);
  const standings = await listStandingsAcrossTenants(
    ctx.db,
    places.map((place) => place.firstJobId),
  );
  const byId = new Map(places.map((place) => [place.firstJobId, place]));
  return new Map(
    standings.flatMap((standing) => {
      const place = byId.get(standing.jobId);
      if (!place) return [];
      const job = { ...place, tenantId, queuedAt: place.firstQueuedAt };
      return [[standing.jobId, waitingView(forecast, job, standing)]];
    }),
  );
}
