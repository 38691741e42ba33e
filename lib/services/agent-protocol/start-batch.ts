/**
 * Reports that attempts run, and how far they are: those that arrive together share a statement.
 *
 * Promise and failure as for a report of its own: fenced each by itself; one that is stale does not touch the others.
 */
import type pg from "pg";
import type { StatusAnswer, StatusBody } from "@/lib/contracts/agent-protocol";
import { type AttemptKey, attemptKeyText } from "@/lib/db/queue/attempt-key";
import { listAttemptOutcomesAcrossTenants } from "@/lib/db/queue/list-attempt-outcomes";
import {
  type AttemptStart,
  type LiveAttemptRow,
  startAttemptsAcrossTenants,
} from "@/lib/db/queue/start-attempts";
import { lookupStatement } from "@/lib/db/transaction";
import { Coalescer, type Outcome, sharedCoalescer } from "@/lib/live/coalescer";
import { jobFinished, staleAttempt } from "@/lib/services/agent-protocol/job-context";

const STARTS_MAX = 500;

export async function reportRunning(db: pg.Pool, key: AttemptKey, body: StatusBody): Promise<StatusAnswer> {
  const progress = body.progress === undefined ? null : Math.floor(body.progress);
  const live = await startBatches(db).submit({ ...key, progress, message: body.message ?? null });
  return {
    job_id: key.jobId,
    attempt: key.attempt,
    status: "running",
    cancel: live.isCancelRequested,
    lease_expires_at: live.leaseExpiresAt.toISOString(),
  };
}

function startBatches(db: pg.Pool): Coalescer<AttemptStart, LiveAttemptRow> {
  return sharedCoalescer(
    "start-attempts",
    db,
    () => new Coalescer((starts: readonly AttemptStart[]) => startAll(db, starts), { itemsMax: STARTS_MAX }),
  );
}

async function startAll(db: pg.Pool, starts: readonly AttemptStart[]): Promise<Outcome<LiveAttemptRow>[]> {
  // Of two words on one job in one batch the later one counts: it is at least as far.
  const latest = new Map(starts.map((start) => [attemptKeyText(start), start]));
  const live = await lookupStatement(db, (tx) => startAttemptsAcrossTenants(tx, [...latest.values()]));
  const byKey = new Map(live.map((row) => [attemptKeyText(row), row]));
  const stale = [...latest.values()].filter((start) => !byKey.has(attemptKeyText(start)));
  // What has counted is acknowledged whatever becomes of the question why the others have not.
  const errorOf = await whyStale(db, stale).catch((error: unknown) => () => error);
  return starts.map((start): Outcome<LiveAttemptRow> => {
    const answer = byKey.get(attemptKeyText(start));
    return answer ? { answer } : { error: errorOf(start) };
  });
}

async function whyStale(
  db: pg.Pool,
  stale: readonly AttemptStart[],
): Promise<(start: AttemptStart) => unknown> {
  if (stale.length === 0) return () => null;
  const ended = await lookupStatement(db, (tx) => listAttemptOutcomesAcrossTenants(tx, stale));
  const outcomes = new Map(ended.map((row) => [attemptKeyText(row), row.outcome]));
  return (start) => {
    const outcome = outcomes.get(attemptKeyText(start)) ?? "lost";
    return outcome === "lost" ? staleAttempt(start.attempt) : jobFinished(outcome);
  };
}
