import type { StandingRow } from "@/lib/db/jobs/list-standings";
import type { ComingJob, LaneEntryRow } from "@/lib/db/queue/list-lane-entries";
import type { SubmitFactsRow } from "@/lib/db/queue/list-submit-facts";
import { enterLane, orderKey } from "@/lib/domain/queue/fair-share";
import { estimateSeconds } from "@/lib/domain/queue/job-cost";
import { sumByLane } from "@/lib/domain/queue/own-ahead";
import { decideTier, TIER_PRIORITY, type Tier } from "@/lib/domain/tier/tier";

/** What of a job decides which lane it comes into. */
export interface NewJobWish extends Omit<ComingJob, "tierCeiling"> {
  /** Null: whatever the plan allows. */
  tierRequested: Tier | null;
}

export function comingJobOf(wish: NewJobWish): ComingJob {
  const { tenantId, tool, profile, capabilities, selectionMode, tierRequested } = wish;
  return { tenantId, tool, profile, capabilities, selectionMode, tierCeiling: ceilingOf(tierRequested) };
}

export interface NewStanding {
  facts: SubmitFactsRow;
  entry: LaneEntryRow;
  wish: { tierRequested: Tier | null; priority: number };
}

/**
 * Where jobs that come stand in their tenants, as `listStandingsAcrossTenants` tells it of those that wait, but from what
 * a submit has to look up anyway, and exactly also where that gives up counting. In the given order: of one tenant's the later stand behind the earlier.
 */
export function newStandings(coming: readonly NewStanding[]): Omit<StandingRow, "jobId">[] {
  const waiting = new Map<SubmitFactsRow, SubmitFactsRow["waiting"]>();
  return coming.map((one) => {
    const { facts, entry, wish } = one;
    const { laneId, runSeconds, sharedSeconds } = entry;
    const before = waiting.get(facts) ?? facts.waiting;
    const seconds = estimateSeconds(runSeconds, sharedSeconds);
    waiting.set(facts, [...before, { laneId, priority: wish.priority, jobs: 1, seconds }]);
    const ahead = before.filter(({ priority }) => priority >= wish.priority);
    const maxTierPriority = TIER_PRIORITY[facts.maxTier];
    const tierCeiling = Math.min(ceilingOf(wish.tierRequested), maxTierPriority);
    return {
      ahead: { groups: sumByLane(ahead), maxTierPriority },
      ...{ at: facts.at, laneId, orderKey: orderKeyOf(facts, entry, tierCeiling), runSeconds },
      tierCeiling,
      backoffSeconds: 0,
      expiresInSeconds: facts.queueSeconds[decideTier(wish.tierRequested, facts.maxTier).tierMax],
      running: facts.running,
      maxConcurrent: facts.maxConcurrentJobs,
      weight: facts.priorityBase,
    };
  });
}

/** Of the tenant's first job in the lane: where it stands already, or where the next claim will place it. */
function orderKeyOf(facts: SubmitFactsRow, { placedKey, clocks }: LaneEntryRow, tierCeiling: number): number {
  const clock = clocks.find(({ tierPriority }) => tierPriority === tierCeiling);
  const { shift, virtualTime, earnedTime, pass } = clock ?? NO_CLOCK;
  if (placedKey !== null) return shift + placedKey;
  const entered = enterLane(pass ?? earnedTime, { virtualTime, earnedTime });
  return shift + orderKey(entered, facts.priorityBase, facts.at.getTime() / 1000);
}

/** Where a lane is in which nothing has gone yet. */
const NO_CLOCK = { shift: 0, virtualTime: 0, earnedTime: 0, pass: null };

/** The highest tier that its submitter allows. */
function ceilingOf(tierRequested: Tier | null): number {
  return TIER_PRIORITY[tierRequested ?? "premium"];
}
