import type { StatusAnswer, StatusBody } from "@/lib/contracts/agent-protocol";
import { finishDrains } from "@/lib/db/agents/finish-drains";
import { endAttempt } from "@/lib/db/queue/end-attempt";
import { type AttemptRow, findAttempt } from "@/lib/db/queue/find-attempt";
import { type AttemptKey, startAttempt } from "@/lib/db/queue/start-attempt";
import { transaction } from "@/lib/db/transaction";
import type { FailureReason } from "@/lib/domain/job/job-status";
import { wake } from "@/lib/live/wake-hub";
import { fence, type JobContext, jobFinished, staleAttempt } from "@/lib/services/agent-protocol/job-context";
import { recordLogEnds } from "@/lib/services/agent-protocol/record-log-ends";
import { releaseAttempt } from "@/lib/services/agent-protocol/release-attempt";
import { settleLog } from "@/lib/services/agent-protocol/settle-log";

type FinalStatus = "succeeded" | "failed" | "cancelled" | "timed_out";

/**
 * An agent's word on a job: it runs, how far it is, how it ended, or that it is given back. The first final word that commits wins.
 * Fenced; a stale attempt gets 409 and changes nothing. The same final status again is answered as the first time was;
 * another final status gets 409 `job_finished`.
 */
export async function reportStatus(ctx: JobContext, jobId: string, body: StatusBody): Promise<StatusAnswer> {
  const key = fence(ctx, jobId, body.attempt);
  const answer = await take(ctx, key, body);
  wake("events");
  return answer;
}

async function take(ctx: JobContext, key: AttemptKey, body: StatusBody): Promise<StatusAnswer> {
  if (body.status === "released") return await releaseAttempt(ctx, key, body);
  return isFinal(body.status) ? await reportEnd(ctx, key, body) : await reportRunning(ctx, key, body);
}

function isFinal(status: StatusBody["status"]): status is "succeeded" | "failed" | "cancelled" {
  return status !== "running" && status !== "progress" && status !== "released";
}

async function reportRunning(ctx: JobContext, key: AttemptKey, body: StatusBody): Promise<StatusAnswer> {
  const progress = body.progress === undefined ? null : Math.floor(body.progress);
  const live = await startAttempt(ctx.db, key, progress, body.message ?? null);
  if (!live) {
    const attempt = await findAttempt(ctx.db, key, "read");
    throw attempt?.outcome && attempt.outcome !== "lost"
      ? jobFinished(attempt.outcome)
      : staleAttempt(key.attempt);
  }
  return {
    job_id: key.jobId,
    attempt: key.attempt,
    status: "running",
    cancel: live.isCancelRequested,
    lease_expires_at: live.leaseExpiresAt.toISOString(),
  };
}

async function reportEnd(ctx: JobContext, key: AttemptKey, body: StatusBody): Promise<StatusAnswer> {
  const { end, failureReason } = resultOf(body);
  const isNew = await transaction(ctx.db, async (tx) => {
    const ended = await endAttempt(tx, key, {
      end,
      failureReason,
      exitCode: body.exit_code ?? null,
      error: body.error ?? null,
      actorType: "agent",
    });
    if (!ended) {
      requireSameEnd(await findAttempt(tx, key, "read"), end, key.attempt);
      return false;
    }
    await recordLogEnds(tx, key, body.streams);
    await finishDrains(tx, key.agentId);
    return true;
  });
  // Also for a repeat: the first time may have failed here, after its commit.
  if (body.streams) await settleLog(ctx.db, key.jobId, key.attempt);
  if (isNew) wakeAll(key);
  return { job_id: key.jobId, attempt: key.attempt, status: end, cancel: false, lease_expires_at: null };
}

function resultOf(body: StatusBody): { end: FinalStatus; failureReason: FailureReason | null } {
  if (body.status === "succeeded" || body.status === "cancelled")
    return { end: body.status, failureReason: null };
  if (body.reason === "run_timeout") return { end: "timed_out", failureReason: "run_timeout" };
  return { end: "failed", failureReason: body.reason ?? "tool_failed" };
}

/** A repeat of the first final word is fine; anything else is refused. */
function requireSameEnd(attempt: AttemptRow | null, end: FinalStatus, number: number): void {
  if (attempt === null || attempt.outcome === null || attempt.outcome === "lost") throw staleAttempt(number);
  if (attempt.outcome !== end) throw jobFinished(attempt.outcome);
}

function wakeAll(key: AttemptKey): void {
  wake("queue");
  wake(`log:${key.jobId}`);
}
