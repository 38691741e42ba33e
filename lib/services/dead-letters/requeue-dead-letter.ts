/**
 * Queues a dead letter's scan again, as a new job of its tenant with fresh attempts.
 *
 * Promise: the dead letter and its new job commit together, so however often and by whomever it is asked for, there is
 * one. The failed job stays failed: an end that was told to its tenant is never taken back. The tenant's plan, quota
 * and rate limit count as for a submit of its own; a refusal leaves the dead letter open and says which of them it is.
 */
import type pg from "pg";
import { env } from "@/lib/config/env";
import type { DeadLetterAnswer } from "@/lib/contracts/dead-letter";
import { getAnyJobRowAcrossTenants } from "@/lib/db/admin-jobs/get-any-job-row";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import type { DeadLetterRow } from "@/lib/db/dead-letters/dead-letter-row";
import { lockDeadLetterAcrossTenants } from "@/lib/db/dead-letters/lock-dead-letter";
import { resolveDeadLetterAcrossTenants } from "@/lib/db/dead-letters/resolve-dead-letter";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import type { QueueForecast } from "@/lib/domain/queue/queue-forecast";
import { wake } from "@/lib/live/wake-hub";
import type { Context } from "@/lib/services/context";
import { deadLetterAnswer } from "@/lib/services/dead-letters/dead-letter-views";
import { decideSubmits } from "@/lib/services/jobs/decide-submits";
import { queueForecast } from "@/lib/services/jobs/queue-snapshot";
import { repeatBody } from "@/lib/services/jobs/repeat-body";
import { validateScan } from "@/lib/services/jobs/validate-scan";

export async function requeueDeadLetter(ctx: Context, input: { id: string }): Promise<DeadLetterAnswer> {
  const forecast = await queueForecast(ctx.db);
  const letter = await transaction(ctx.db, async (tx) => {
    const found = await lockDeadLetterAcrossTenants(tx, input.id);
    if (found.state === "requeued") return found;
    const jobId = await submitAgain(ctx, tx, found, forecast).catch(inWordsForAdmins);
    await insertAuditEntry(tx, ctx, {
      tenantId: found.tenantId,
      action: "job.dead_letter_requeued",
      targetType: "job",
      targetId: found.jobId,
      before: { state: found.state, lost_agents: found.lostAgents },
      after: { state: "requeued", requeued_job_id: jobId },
    });
    return await resolveDeadLetterAcrossTenants(tx, found.jobId, ctx.actor.name, jobId);
  });
  wake("queue");
  wake("events");
  return await deadLetterAnswer(ctx.db, letter);
}

async function submitAgain(
  ctx: Context,
  tx: pg.PoolClient,
  { jobId, tenantId }: DeadLetterRow,
  forecast: QueueForecast,
): Promise<string> {
  const body = repeatBody(await getAnyJobRowAcrossTenants(tx, jobId));
  const submit = {
    ctx: { ...ctx, tenantId },
    body,
    scan: validateScan(body, env().ALLOWED_TARGET_CIDRS),
    idempotencyKey: null,
    retryOfJobId: jobId,
    requestHash: "",
  };
  const [outcome] = await decideSubmits(tx, [submit], forecast, "wait");
  if (outcome === undefined || outcome === "busy") throw new Error("a submit was left without an answer");
  if ("refusal" in outcome) throw outcome.refusal;
  return outcome.job.id;
}

/** A refused field is of the tenant's submit; the admin has sent none. */
function inWordsForAdmins(error: unknown): never {
  if (error instanceof AppError && error.code === "invalid_input") {
    const faults = error.extras.errors?.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`) ?? [];
    throw new AppError("conflict", `The scan cannot be submitted as it was: ${faults.join("; ")}.`);
  }
  throw error;
}
