/**
 * When a job starts, as a range that four of five starts fall into. What is uncertain grows with the wait: runs that
 * come in at another length than the last ones did, and tenants who come meanwhile and go first.
 */
export interface StartRange {
  p50Seconds: number;
  p90Seconds: number;
}

/** What agents take to ask again and to be answered, and by how much a run that is about to end can be misjudged. */
const PICK_UP_SECONDS = 0.5;

/** How unlike two runs of the same kind are: the standard deviation of the logarithm of their lengths. */
const RUN_SPREAD = 0.6;

/** What stays unknown however many runs even out: who comes meanwhile, and tools that have become slower. */
const COMMON_SPREAD = 0.32;

/**
 * Standard deviations on each side. Few start much earlier than expected and many later: whoever comes meanwhile may go
 * first, and nobody who comes brings a start forward.
 */
const EARLY_DEVIATIONS = 1;
const LATE_DEVIATIONS = 2.2;

/**
 * Seconds until a slot falls to a job with `ahead` jobs of `runSeconds` each before it, when each goes to the slot that is
 * free first. `freeIn`: seconds until each slot is free, ascending. Null without slots.
 */
export function startsIn(freeIn: readonly number[], ahead: number, runSeconds: number): number | null {
  const first = freeIn[0];
  if (first === undefined) return null;
  const slots = freeIn.slice(0, Math.floor(ahead) + 1);
  const last = slots.length > ahead ? slots.at(-1) : undefined;
  // Between the two ends lies the first moment at which more jobs than those ahead could have started.
  let [early, late] = [first, last ?? first + (ahead + 1) * runSeconds];
  while (late - early > 0.01 && late - early > late * 0.001) {
    const middle = (early + late) / 2;
    if (startedBy(slots, middle, runSeconds) > ahead) late = middle;
    else early = middle;
  }
  return late;
}

function startedBy(freeIn: readonly number[], seconds: number, runSeconds: number): number {
  let started = 0;
  for (const free of freeIn) {
    if (free > seconds) break;
    started += Math.floor((seconds - free) / runSeconds) + 1;
  }
  return started;
}

/** The range around an expected start of which the first `heldSeconds` are certain. */
export function rangeAfter(heldSeconds: number, seconds: number, runs: number): StartRange {
  const { p50Seconds, p90Seconds } = rangeAround(Math.max(0, seconds - heldSeconds), runs);
  return { p50Seconds: heldSeconds + p50Seconds, p90Seconds: heldSeconds + p90Seconds };
}

/** The range around an expected start; `runs`: how many runs have to end before it. */
export function rangeAround(seconds: number, runs: number): StartRange {
  const spread = Math.hypot(COMMON_SPREAD, RUN_SPREAD / Math.sqrt(Math.max(1, runs)));
  return {
    p50Seconds: Math.max(0, seconds * Math.exp(-EARLY_DEVIATIONS * spread) - PICK_UP_SECONDS),
    p90Seconds: seconds * Math.exp(LATE_DEVIATIONS * spread) + PICK_UP_SECONDS,
  };
}
