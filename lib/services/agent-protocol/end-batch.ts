/**
 * Final words on attempts: those that arrive together share a transaction.
 *
 * Promise and failure as for a word of its own: fenced each by itself, and the first that commits wins; one that is
 * refused does not touch the others. An acknowledged end is committed.
 */
import type pg from "pg";
import type { StatusAnswer, StatusBody } from "@/lib/contracts/agent-protocol";
import { finishDrains } from "@/lib/db/agents/finish-drains";
import { declareLogEndsAcrossTenants, type LogEnd } from "@/lib/db/logs/declare-log-ends";
import { type AttemptKey, attemptKeyText } from "@/lib/db/queue/attempt-key";
import { type AttemptEnd, endAttemptsAcrossTenants } from "@/lib/db/queue/end-attempts";
import {
  type AttemptOutcomeRow,
  listAttemptOutcomesAcrossTenants,
} from "@/lib/db/queue/list-attempt-outcomes";
import { lookupTransaction, together } from "@/lib/db/transaction";
import type { FailureReason } from "@/lib/domain/job/job-status";
import { Coalescer, type Outcome, sharedCoalescer } from "@/lib/live/coalescer";
import { wake } from "@/lib/live/wake-hub";
import { jobFinished, staleAttempt } from "@/lib/services/agent-protocol/job-context";
import { logEndsOf } from "@/lib/services/agent-protocol/log-ends";
import { settleLog } from "@/lib/services/agent-protocol/settle-log";

const ENDS_MAX = 500;

interface ReportedEnd extends AttemptEnd {
  logEnds: LogEnd[];
}

/** What happened: the attempt ended now, or it had ended in the same way before. */
type EndOutcome = "ended" | "repeated";

export function isFinal(status: StatusBody["status"]): status is "succeeded" | "failed" | "cancelled" {
  return status !== "running" && status !== "progress" && status !== "released";
}

export async function reportEnd(db: pg.Pool, key: AttemptKey, body: StatusBody): Promise<StatusAnswer> {
  const { end, failureReason } = resultOf(body);
  const outcome = await endBatches(db).submit({
    ...key,
    end,
    failureReason,
    exitCode: body.exit_code ?? null,
    error: body.error ?? null,
    actorType: "agent",
    logEnds: logEndsOf(key, body.streams),
  });
  // Also for a repeat: the first time may have failed here, after its commit.
  if (body.streams) await settleLog(db, key.jobId, key.attempt);
  if (outcome === "ended") wake(`log:${key.jobId}`);
  return { job_id: key.jobId, attempt: key.attempt, status: end, cancel: false, lease_expires_at: null };
}

function resultOf(body: StatusBody): { end: AttemptEnd["end"]; failureReason: FailureReason | null } {
  if (body.status === "succeeded" || body.status === "cancelled")
    return { end: body.status, failureReason: null };
  if (body.reason === "run_timeout") return { end: "timed_out", failureReason: "run_timeout" };
  return { end: "failed", failureReason: body.reason ?? "tool_failed" };
}

function endBatches(db: pg.Pool): Coalescer<ReportedEnd, EndOutcome> {
  return sharedCoalescer(
    "end-attempts",
    db,
    () => new Coalescer((ends: readonly ReportedEnd[]) => endAll(db, ends), { itemsMax: ENDS_MAX }),
  );
}

async function endAll(db: pg.Pool, ends: readonly ReportedEnd[]): Promise<Outcome<EndOutcome>[]> {
  const outcomes = await lookupTransaction(db, {
    look: async () => {},
    work: async (tx) => {
      const first = new Map<string, ReportedEnd>();
      for (const end of ends) if (!first.has(attemptKeyText(end))) first.set(attemptKeyText(end), end);
      const sent = [...first.values()];
      const done = await endAttemptsAcrossTenants(
        tx,
        sent.map(({ logEnds: _, ...end }) => end),
      );
      const endedKeys = new Set(done.map(attemptKeyText));
      const ended = sent.filter((end) => endedKeys.has(attemptKeyText(end)));
      const repeats = ends.filter((end) => !ended.includes(end));
      const [known] = await together([
        listAttemptOutcomesAcrossTenants(tx, repeats),
        declareLogEndsAcrossTenants(
          tx,
          ended.flatMap((end) => end.logEnds),
        ),
        ended.length > 0 && finishDrains(tx, [...new Set(ended.map((end) => end.agentId))]),
      ]);
      const outcomesBefore = new Map(known.map((row) => [attemptKeyText(row), row.outcome]));
      return ends.map(
        (end): Outcome<EndOutcome> =>
          ended.includes(end)
            ? { answer: "ended" }
            : judgeRepeat(end, outcomesBefore.get(attemptKeyText(end))),
      );
    },
  });
  if (outcomes.some((outcome) => "answer" in outcome && outcome.answer === "ended")) wake("queue");
  return outcomes;
}

/** A repeat of the first final word is fine; anything else is refused. */
function judgeRepeat(
  end: ReportedEnd,
  outcome: AttemptOutcomeRow["outcome"] | undefined,
): Outcome<EndOutcome> {
  if (!outcome || outcome === "lost") return { error: staleAttempt(end.attempt) };
  return outcome === end.end ? { answer: "repeated" } : { error: jobFinished(outcome) };
}
