import { COST_SECONDS_MIN } from "@/lib/domain/queue/fair-share";

/** What a job that nobody has run before is taken to last. */
export const DEFAULT_ESTIMATE_SECONDS = 2;

/** How far ahead a job that outlasts its charge is charged anew: few writes, and never more than this part too much. */
const OVERTIME_FACTOR = 1.25;

/** How much the latest run counts against all before it. */
const LATEST_SHARE = 0.3;

/** What was charged for a job so far. */
export interface JobCharge {
  chargedSeconds: number;
  /** In units of pass, at the weights of the times of charging. */
  chargedPass: number;
}

export interface CostDifference {
  seconds: number;
  /** Negative: given back. */
  pass: number;
}

/** Seconds to charge at the start: learnt of this tenant, tool and profile, else of the tool, else assumed. */
export function estimateSeconds(own: number | null, ofTool: number | null): number {
  return Math.max(own ?? ofTool ?? DEFAULT_ESTIMATE_SECONDS, COST_SECONDS_MIN);
}

/**
 * The estimate after a run of `actualSeconds`. Of one that costs the least nobody has to know how much shorter it was, nor
 * of an estimate what moved by less than a thousandth: then it stays as it is, and needs not be written.
 */
export function nextEstimate(previous: number | null, actualSeconds: number): number {
  const seconds = costOf(actualSeconds);
  if (previous === null) return seconds;
  const moved = LATEST_SHARE * (seconds - previous);
  return Math.abs(moved) < previous / 1000 ? previous : previous + moved;
}

/** Seconds to charge now for a job that has been running for `elapsedSeconds`; 0 while the charge covers them. */
export function overtime(chargedSeconds: number, elapsedSeconds: number): number {
  if (elapsedSeconds <= chargedSeconds) return 0;
  return elapsedSeconds * OVERTIME_FACTOR - chargedSeconds;
}

/** What of a charge is for work that is not done yet, in units of pass. */
export function unearnedPass({ chargedSeconds, chargedPass }: JobCharge, elapsedSeconds: number): number {
  return elapsedSeconds >= chargedSeconds ? 0 : chargedPass * (1 - elapsedSeconds / chargedSeconds);
}

/** What a run of `actualSeconds` costs in the end. */
export function costOf(actualSeconds: number): number {
  return Math.max(actualSeconds, COST_SECONDS_MIN);
}

/** What is still to pay, or to give back, when a job has ended: in all exactly its length, at the weight it was charged at. */
export function trueUp({ chargedSeconds, chargedPass }: JobCharge, actualSeconds: number): CostDifference {
  const seconds = costOf(actualSeconds) - chargedSeconds;
  return { seconds, pass: (seconds * chargedPass) / chargedSeconds };
}
