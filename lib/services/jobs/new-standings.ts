import type { StandingRow } from "@/lib/db/jobs/list-standings";
import type { ComingJob, LaneEntryRow } from "@/lib/db/queue/list-lane-entries";
import type { SubmitFactsRow } from "@/lib/db/queue/list-submit-facts";
import { enterLane, orderKey } from "@/lib/domain/queue/fair-share";
import { estimateSeconds } from "@/lib/domain/queue/job-cost";
import type { OwnAhead } from "@/lib/domain/queue/queue-forecast";
import { type LineGroup, TenantLine } from "@/lib/domain/queue/tenant-line";
import { TIER_PRIORITY, type Tier } from "@/lib/domain/tier/tier";

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

export type NewStandingRow = Omit<StandingRow, "jobId"> & { ahead: OwnAhead };

/**
 * Where jobs that come stand in their tenants, as `listStandingsAcrossTenants` tells it of those that wait, but from what
 * a submit has to look up anyway, and exactly also where that gives up counting. In the given order: of one tenant's the later stand behind the earlier.
 */
export function newStandings(coming: readonly NewStanding[]): NewStandingRow[] {
  const waiting = new Map<SubmitFactsRow, LineGroup[]>();
  return coming.map((one) => {
    const { facts, entry, wish } = one;
    const { laneId, runSeconds, sharedSeconds } = entry;
    const before = waiting.get(facts) ?? facts.waiting;
    const job = { laneId, priority: wish.priority, seconds: estimateSeconds(runSeconds, sharedSeconds) };
    waiting.set(facts, [...before, { ...job, jobs: 1 }]);
    const maxTierPriority = TIER_PRIORITY[facts.maxTier];
    const tierCeiling = Math.min(ceilingOf(wish.tierRequested), maxTierPriority);
    return {
      ...new TenantLine(before).join(job),
      ahead: { groups: aheadByLane(before, job.priority), maxTierPriority },
      ...{ at: facts.at, laneId, orderKey: orderKeyOf(facts, entry, tierCeiling), runSeconds },
      tierCeiling,
      backoffSeconds: 0,
      running: facts.running,
      maxConcurrent: facts.maxConcurrentJobs,
      weight: facts.priorityBase,
    };
  });
}

function aheadByLane(waiting: readonly LineGroup[], priority: number): OwnAhead["groups"] {
  const lanes = new Map<string, { laneId: string; jobs: number; seconds: number }>();
  for (const { laneId, jobs, seconds, ...group } of waiting) {
    if (group.priority < priority) continue;
    const lane = lanes.get(laneId) ?? { laneId, jobs: 0, seconds: 0 };
    lanes.set(laneId, { laneId, jobs: lane.jobs + jobs, seconds: lane.seconds + seconds });
  }
  return [...lanes.values()];
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
