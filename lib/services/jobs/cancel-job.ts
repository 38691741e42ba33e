import type pg from "pg";
import type { JobView } from "@/lib/contracts/job";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { getJobRow } from "@/lib/db/jobs/get-job-row";
import { cancelQueuedJob } from "@/lib/db/queue/cancel-queued-job";
import { requestCancel } from "@/lib/db/queue/request-cancel";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { wake } from "@/lib/live/wake-hub";
import type { TenantContext } from "@/lib/services/context";
import { jobView } from "@/lib/services/jobs/job-view";

/** The job may move between the looks; it moves forward only, so three looks meet it somewhere. */
const LOOKS_MAX = 3;

/**
 * Cancels a waiting job at once, or orders the agent of a running one to stop it: the order wakes the agent's open poll.
 * Cancelling again changes nothing. A job that ended otherwise is refused with `job_finished`.
 */
export async function cancelJob(ctx: TenantContext, input: { id: string }): Promise<{ job: JobView }> {
  const { isOrdered, row } = await transaction(ctx.db, async (tx) => ({
    isOrdered: await cancel(ctx, tx, input.id),
    row: await getJobRow(tx, ctx.tenantId, input.id),
  }));
  if (isOrdered) wake("queue");
  wake("events");
  wake(`log:${input.id}`);
  return { job: await jobView(ctx.db, row) };
}

/** Answers whether an agent has an order to carry out. */
async function cancel(ctx: TenantContext, tx: pg.PoolClient, jobId: string): Promise<boolean> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    if (await cancelQueuedJob(tx, ctx.tenantId, jobId)) {
      await audit(ctx, tx, jobId, "job.cancelled");
      return false;
    }
    const request = await requestCancel(tx, ctx.tenantId, jobId);
    if (request) {
      if (request.isNew) await audit(ctx, tx, jobId, "job.cancel_requested");
      return true;
    }
    const { status } = await getJobRow(tx, ctx.tenantId, jobId);
    if (status === "cancelled") return false;
    if (status !== "queued" && status !== "assigned" && status !== "running") {
      throw new AppError("job_finished", `The scan has already ended as ${status}.`, { members: { status } });
    }
  }
  throw new AppError("conflict", "The scan is just changing hands. Try again.", { retryAfterSeconds: 1 });
}

async function audit(ctx: TenantContext, tx: pg.PoolClient, jobId: string, action: string): Promise<void> {
  await insertAuditEntry(tx, ctx, { tenantId: ctx.tenantId, action, targetType: "job", targetId: jobId });
}
