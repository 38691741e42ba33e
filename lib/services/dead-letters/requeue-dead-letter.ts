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
import type { DeadLetterRow } from "@/lib/db/dead-letters/dead-letter-row";
import { getDeadLetterAcrossTenants } from "@/lib/db/dead-letters/get-dead-letter";
import { lockTenantQueuesAcrossTenants } from "@/lib/db/queue/lock-tenant-queues";
import { lookupTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import type { QueueForecast } from "@/lib/domain/queue/queue-forecast";
import { wake } from "@/lib/live/wake-hub";
import type { Context } from "@/lib/services/context";
import { deadLetterAnswer } from "@/lib/services/dead-letters/dead-letter-views";
import { decideSubmits, lookAtSubmits } from "@/lib/services/jobs/decide-submits";
import { queueForecast } from "@/lib/services/jobs/queue-snapshot";
import { repeatBody } from "@/lib/services/jobs/repeat-body";
import { validateScan } from "@/lib/services/jobs/validate-scan";

export async function requeueDeadLetter(ctx: Context, input: { id: string }): Promise<DeadLetterAnswer> {
  const forecast = await queueForecast(ctx.db);
  const letter = await lookupTransaction(ctx.db, {
    look: async () => {},
    work: async (tx) => {
      const { tenantId } = await getDeadLetterAcrossTenants(tx, input.id, "read");
      // Whoever repeats it holds this lock, its tenant too.
      await lockTenantQueuesAcrossTenants(tx, [tenantId], "wait");
      const found = await getDeadLetterAcrossTenants(tx, input.id, "read");
      if (found.state === "requeued") return found;
      await submitAgain(ctx, tx, found, forecast).catch(inWordsForAdmins);
      return await getDeadLetterAcrossTenants(tx, input.id, "read");
    },
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
): Promise<void> {
  const body = repeatBody(await getAnyJobRowAcrossTenants(tx, jobId));
  const submit = {
    ctx: { ...ctx, tenantId },
    body,
    scan: validateScan(body, env().ALLOWED_TARGET_CIDRS),
    idempotencyKey: null,
    retryOfJobId: jobId,
    requestHash: "",
  };
  const looked = await lookAtSubmits(tx, [submit], "wait");
  const decided = await decideSubmits(tx, [submit], looked, forecast);
  const [outcome] = await decided.answer;
  if (outcome === undefined || outcome === "busy") throw new Error("a submit was left without an answer");
  if ("refusal" in outcome) throw outcome.refusal;
}

/** The words of a refusal are for whoever submits; the admin is not the tenant, and has sent no fields. */
function inWordsForAdmins(error: unknown): never {
  if (!(error instanceof AppError)) throw error;
  const { max, current } = error.extras.members ?? {};
  switch (error.code) {
    case "platform_agents_not_available":
      throw new AppError(
        error.code,
        "The tenant is suspended, or its plan has no platform agents. Change that first, then queue the scan again.",
      );
    case "queue_full":
      throw new AppError(
        error.code,
        `The tenant's queue is full: its plan queues ${max} jobs, and ${current} are waiting.`,
        error.extras,
      );
    case "rate_limited":
      throw new AppError(
        error.code,
        `The tenant's plan allows ${max} submissions a minute, and they are used up. Try again in ${error.extras.retryAfterSeconds} s.`,
        error.extras,
      );
    case "invalid_input": {
      const faults = error.extras.errors?.map(
        ({ pointer, message }) => `${pointer.slice(1)} ${message.replace(/\.$/, "")}`,
      );
      throw new AppError("conflict", `The scan cannot be submitted as it was: ${faults?.join("; ")}.`);
    }
    default:
      throw error;
  }
}
