/**
 * What a job has to send next, decided from plain facts.
 *
 * Promise: `running` comes first; the end waits for the log and the findings before it, but no longer than the tail may take, as the job's end matters more
 * than its last lines; after the end the rest still goes, as long as the control plane takes it.
 */
export interface DeliveryFacts {
  now: number;
  /** After a failure: nothing before this. */
  notBefore: number;
  isRunningPending: boolean;
  hasProgress: boolean;
  progressSentAt: number;
  findingsPending: number;
  findingsSentAt: number;
  logBytesPending: number;
  logSentAt: number;
  flushSeconds: number;
  /** When the run ended; null while it goes on. */
  endedAt: number | null;
  isFinalPending: boolean;
  /** The run was not finished: nothing is taken of it once it is given back. */
  isReleased: boolean;
}

export type NextDelivery =
  | { kind: "running" | "progress" | "findings" | "logs" | "final" | "done" }
  | { kind: "wait"; milliseconds: number | null };

export const logFlushBytes = 256 * 1024;
export const findingsPerReport = 100;
/** The end is held back for the tail this long; the server takes the rest for minutes after it. */
const tailSeconds = 10;
/** Of a run that is given back: the agent is about to end. */
const releasedTailSeconds = 2;
const progressSeconds = 1;
const findingsSeconds = 1;

export function nextDelivery(facts: DeliveryFacts): NextDelivery {
  const { now, endedAt } = facts;
  if (facts.notBefore > now) return { kind: "wait", milliseconds: facts.notBefore - now };
  if (facts.isRunningPending) return { kind: "running" };
  if (endedAt !== null) {
    const isTailLate = now - endedAt >= (facts.isReleased ? releasedTailSeconds : tailSeconds) * 1_000;
    if (facts.isFinalPending && isTailLate) return { kind: "final" };
    if (facts.findingsPending > 0) return { kind: "findings" };
    if (facts.logBytesPending > 0) return { kind: "logs" };
    return { kind: facts.isFinalPending ? "final" : "done" };
  }
  const dues: [number, "findings" | "logs" | "progress"][] = [];
  if (facts.findingsPending > 0)
    dues.push([
      facts.findingsPending >= findingsPerReport ? now : facts.findingsSentAt + findingsSeconds * 1_000,
      "findings",
    ]);
  if (facts.logBytesPending > 0)
    dues.push([
      facts.logBytesPending >= logFlushBytes ? now : facts.logSentAt + facts.flushSeconds * 1_000,
      "logs",
    ]);
  if (facts.hasProgress) dues.push([facts.progressSentAt + progressSeconds * 1_000, "progress"]);
  dues.sort(([a], [b]) => a - b);
  const [first] = dues;
  if (first === undefined) return { kind: "wait", milliseconds: null };
  return first[0] <= now ? { kind: first[1] } : { kind: "wait", milliseconds: first[0] - now };
}
