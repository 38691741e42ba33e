import type { StandingRow } from "@/lib/db/jobs/list-standings";
import { type ComingJob, listLaneEntriesAcrossTenants } from "@/lib/db/queue/list-lane-entries";
import type { SubmitFactsRow } from "@/lib/db/queue/list-submit-facts";
import type { Db } from "@/lib/db/transaction";
import { estimateSeconds } from "@/lib/domain/queue/job-cost";
import { TenantLine } from "@/lib/domain/queue/tenant-line";
import { TIER_PRIORITY, type Tier } from "@/lib/domain/tier/tier";

/** What of a job decides where it will stand. */
export interface NewJobWish extends Pick<ComingJob, "tool" | "profile" | "capabilities" | "selectionMode"> {
  /** Null: whatever the plan allows. */
  tierRequested: Tier | null;
  priority: number;
}

/**
 * Where jobs that come stand in their tenants, as `listStandingsAcrossTenants` tells it of those that wait, but from what
 * a submit has to count anyway, and exactly also where that gives up counting. In the given order: of one tenant's the later stand behind the earlier.
 */
export async function newStandings(
  db: Db,
  coming: readonly { facts: SubmitFactsRow; wish: NewJobWish }[],
): Promise<Omit<StandingRow, "jobId">[]> {
  const entries = await listLaneEntriesAcrossTenants(db, coming.map(toComingJob));
  const lines = new Map<SubmitFactsRow, TenantLine>();
  return coming.map((one, index) => {
    const { facts, wish } = one;
    const entry = entries[index];
    if (!entry) throw new Error("a job that comes has no lane entry");
    const { at, laneId, orderKey, runSeconds, sharedSeconds } = entry;
    const line = lines.get(facts) ?? new TenantLine(facts.waiting);
    lines.set(facts, line);
    const seconds = estimateSeconds(runSeconds, sharedSeconds);
    return {
      ...line.join({ laneId, priority: wish.priority, seconds }),
      ...{ at, laneId, orderKey, runSeconds },
      tierCeiling: toComingJob(one).tierCeilingNow,
      backoffSeconds: 0,
      running: facts.running,
      maxConcurrent: facts.maxConcurrentJobs,
      weight: facts.priorityBase,
    };
  });
}

function toComingJob({ facts, wish }: { facts: SubmitFactsRow; wish: NewJobWish }): ComingJob {
  const { tool, profile, capabilities, selectionMode, tierRequested } = wish;
  const tierCeiling = TIER_PRIORITY[tierRequested ?? "premium"];
  return {
    ...{ tool, profile, capabilities, selectionMode, tierCeiling },
    tenantId: facts.tenantId,
    tierCeilingNow: Math.min(tierCeiling, TIER_PRIORITY[facts.maxTier]),
    weight: facts.priorityBase,
  };
}
