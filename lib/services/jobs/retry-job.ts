import { type JobView, SubmitJobBody } from "@/lib/contracts/job";
import { getJobRow } from "@/lib/db/jobs/get-job-row";
import { AppError } from "@/lib/domain/errors";
import { isTerminal } from "@/lib/domain/job/job-status";
import type { TenantContext } from "@/lib/services/context";
import { enqueue } from "@/lib/services/jobs/enqueue";

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
  const body = SubmitJobBody.parse({
    tool: job.tool,
    target: job.target,
    profile: job.profile ?? undefined,
    options: job.options,
    capabilities: job.capabilities,
    region: job.region ?? undefined,
    tier: job.tierRequested ?? undefined,
    priority: job.priority,
    timeout_seconds: job.timeoutSeconds,
    max_attempts: job.maxAttempts,
    selection_mode: job.selectionMode,
  });
  return await enqueue(ctx, { body, idempotencyKey: input.idempotencyKey, retryOfJobId: job.id });
}
