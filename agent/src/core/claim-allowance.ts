/**
 * Whether the agent may ask for jobs now, and for how many.
 *
 * Promise: never more than the free slots; nothing at all while the agent's own beats fail, because a job it cannot renew would run twice; with no free
 * slot, or when told to drain, it still polls for 0 jobs, which is how cancel orders reach it at once.
 */
export interface ClaimFacts {
  heldJobs: number;
  /** What the control plane allows this agent; an admin may change it at any time. */
  capacity: number;
  /** The operator's own limit on this host. */
  localLimit: number | null;
  beats: "none_yet" | "ok" | "failing";
  isDrainOrdered: boolean;
  /** An admin has disabled the agent; claims for orders alone are still answered. */
  isDisabled: boolean;
  isShuttingDown: boolean;
  isShortOfResources: boolean;
}

export type ClaimAllowance = { mayPoll: false } | { mayPoll: true; maxJobs: number };

/** The protocol's limit for one claim. */
const maxJobsPerClaim = 100;

export function claimAllowance(facts: ClaimFacts): ClaimAllowance {
  if (facts.beats !== "ok") return { mayPoll: false };
  const isHeldBack =
    facts.isDrainOrdered || facts.isDisabled || facts.isShuttingDown || facts.isShortOfResources;
  if (isHeldBack) return { mayPoll: true, maxJobs: 0 };
  const slots = Math.min(facts.capacity, facts.localLimit ?? facts.capacity);
  return { mayPoll: true, maxJobs: Math.max(0, Math.min(maxJobsPerClaim, slots - facts.heldJobs)) };
}
