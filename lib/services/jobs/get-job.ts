import type { JobView } from "@/lib/contracts/job";
import { getJobRow } from "@/lib/db/jobs/get-job-row";
import type { TenantContext } from "@/lib/services/context";
import { jobView, withWaitedSoFar } from "@/lib/services/jobs/job-view";

/** One of the tenant's jobs. Throws the same `not_found` for an unknown job and for another tenant's. */
export async function getJob(ctx: TenantContext, input: { id: string }): Promise<{ job: JobView }> {
  const view = await jobView(ctx.db, await getJobRow(ctx.db, ctx.tenantId, input.id));
  return { job: await withWaitedSoFar(ctx.db, view) };
}
