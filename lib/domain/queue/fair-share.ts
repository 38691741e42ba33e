/**
 * Start-time fair queueing on agent-seconds; docs/decisions/0003-fair-share.md has the reasons and what was measured.
 *
 * A *pass* is what a tenant was charged: agent-seconds divided by its weight, in units of one second at weight 100. The
 * lowest goes first, so shares of agent-seconds follow the weights whatever the lengths of the jobs.
 * A *lane* is all jobs that the same agents may run, by tool, capabilities, tier ceiling and selection mode. Its *virtual
 * time* is where its tenants stand; whoever comes starts there, as far as work that is done has brought it, so that nobody
 * brings credit from a time of idleness.
 * A tenant has a pass in each of its lanes: each lane moves at its own pace, and a number from one would favour or ruin
 * the tenant in another. A charge raises all of them, so jobs in several lanes do not make several shares.
 */

/** The weight at which one agent-second costs one unit. */
export const WEIGHT_UNIT = 100;

/** What a job costs at least, so that jobs of no length are not free. */
export const COST_SECONDS_MIN = 0.05;

/** By how much work elsewhere can hold a tenant back in a lane that it enters. */
export const LEAD_MAX = 600;

/** How much a tenant in a lane can be owed, whatever it was refused or refunded meanwhile. */
export const LAG_MAX = 600;

/** Units that a minute of waiting, or a point of priority base, is worth. */
export const AGING_PER_MINUTE = 0.02;

/** 2026-01-01T00:00:00Z. Counting from here keeps order keys small and so exact. */
export const EPOCH_SECONDS = 1_767_225_600;
const SECONDS_PER_MINUTE = 60;

/** `seconds` of an agent as units of pass; `weight` is the tenant's priority base. */
export function chargeOf(seconds: number, weight: number): number {
  return (Math.max(seconds, COST_SECONDS_MIN) * WEIGHT_UNIT) / weight;
}

/** Where a lane is. */
export interface LaneTime {
  virtualTime: number;
  /**
   * The same by work that is done: charges are estimates until a job has ended, and many are given back in part. Never
   * ahead of the virtual time.
   */
  earnedTime: number;
}

/**
 * The pass with which a tenant without waiting jobs in a lane comes into it: no credit kept, and no endless debt. It starts
 * where work that is done has brought the lane: where estimates have, it would wait for nothing when they were too high.
 */
export function enterLane(pass: number, { virtualTime, earnedTime }: LaneTime): number {
  return Math.min(Math.max(pass, earnedTime), virtualTime + LEAD_MAX);
}

/** The pass to which a charge is added: one that was held at its concurrency for an hour has not saved an hour. */
export function boundCredit(pass: number, virtualTime: number): number {
  return Math.max(pass, virtualTime - LAG_MAX);
}

/**
 * The pass in a lane after a charge for work that agents of other lanes did, or after a refund for any work in another; a
 * charge for what agents of this lane did counts in full. It counts, but not without end: `passMax` is what it
 * can come to before a job of this lane has gone, so nobody's jobs wait for ever because of what it gets elsewhere.
 */
export function chargeElsewhere(pass: number, charge: number, passMax: number, virtualTime: number): number {
  if (charge < 0) return Math.max(Math.min(pass, virtualTime), pass + charge);
  return Math.max(pass, Math.min(pass + charge, passMax));
}

export interface LaneDispatch extends LaneTime {
  /** Of the tenant whose job goes, before it is charged. */
  chosenPass: number;
  /** What of it is for work that is not done yet. */
  unearnedPass: number;
  /** Charged for the job. */
  seconds: number;
  /** Sum of the weights of the tenants that wait in the lane. */
  backlogWeight: number;
}

/**
 * Where a lane is after a job has gone. It follows the tenant that went; and it moves by what all that wait would
 * have got of the job, and one more, so that tenants who come one after the other with a job each do not hold it, and
 * those before them, still. The one more is whoever comes next: it stands before the next job of a tenant that is alone.
 * The earned time moves so when the job has ended, see `earnLane`.
 */
export function advanceLane(dispatch: LaneDispatch): LaneTime {
  const { virtualTime, earnedTime, chosenPass, unearnedPass, seconds, backlogWeight } = dispatch;
  return {
    virtualTime: Math.max(chosenPass, virtualTime + shareOf(seconds, backlogWeight)),
    earnedTime: Math.max(chosenPass - unearnedPass, earnedTime),
  };
}

/** The earned time of a lane after a job in it has ended that took so many seconds. */
export function earnLane(
  { virtualTime, earnedTime }: LaneTime,
  seconds: number,
  backlogWeight: number,
): number {
  return Math.min(virtualTime, earnedTime + shareOf(seconds, backlogWeight));
}

/** What all that wait in a lane, and one more, would each get of so many seconds, in units of pass. */
function shareOf(seconds: number, backlogWeight: number): number {
  return (seconds * WEIGHT_UNIT) / (backlogWeight + WEIGHT_UNIT);
}

/**
 * Lower goes first. Does not change while a job waits, as all grow older alike, and so can be an index; between equal
 * passes it is the order of effective priority: priority base plus minutes waited, without an upper bound.
 */
export function orderKey(pass: number, priorityBase: number, queuedAtSeconds: number): number {
  const queuedAtMinutes = (queuedAtSeconds - EPOCH_SECONDS) / SECONDS_PER_MINUTE;
  return pass + AGING_PER_MINUTE * (queuedAtMinutes - priorityBase);
}
