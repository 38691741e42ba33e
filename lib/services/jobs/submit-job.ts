import type { JobView, SubmitJobBody } from "@/lib/contracts/job";
import type { TenantContext } from "@/lib/services/context";
import { enqueue } from "@/lib/services/jobs/enqueue";

/** Queues a scan of the tenant, or refuses it with the limit's name; see enqueue for what is checked. */
export async function submitJob(
  ctx: TenantContext,
  input: { body: SubmitJobBody; idempotencyKey: string | null },
): Promise<{ job: JobView }> {
  return await enqueue(ctx, { ...input, retryOfJobId: null });
}
