import type { JobView } from "@/lib/contracts/job";
import { getJobRow } from "@/lib/db/jobs/get-job-row";
import { AppError } from "@/lib/domain/errors";
import { isTerminal } from "@/lib/domain/job/job-status";
import type { TenantContext } from "@/lib/services/context";
import { enqueue } from "@/lib/services/jobs/enqueue";
import { repeatBody } from "@/lib/services/jobs/repeat-body";

/** Runs a finished scan again: a new job with the same input, linked to the first. Quota and rate limit count as for a new one. */
export async function retryJob(
  ctx: TenantContext,
  input: { id: string; idempotencyKey: string | null },
): Promise<{ job: JobView }> {
  const job = await getJobRow(ctx.db, ctx.tenantId, input.id);
  if (!isTerminal(job.status)) {
    throw new AppError(
      "job_not_finished",
      `The scan is ${job.status}. Cancel it first, or wait for its end.`,
    );
  }
  return await enqueue(ctx, {
    body: repeatBody(job),
    idempotencyKey: input.idempotencyKey,
    retryOfJobId: job.id,
  });
}
