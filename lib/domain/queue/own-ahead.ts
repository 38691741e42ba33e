/** Waiting jobs of a tenant that are of one lane, and how long they take, together. */
export interface LaneJobs {
  laneId: string;
  jobs: number;
  seconds: number;
}

/** Own jobs that stand before one in their tenant's order: those of a higher priority, and of its own those that came first. */
export interface OwnAhead {
  groups: readonly LaneJobs[];
  /** The highest tier that the tenant may use. */
  maxTierPriority: number;
}

/** One group a lane. */
export function sumByLane(groups: readonly LaneJobs[]): LaneJobs[] {
  const lanes = new Map<string, LaneJobs>();
  for (const { laneId, jobs, seconds } of groups) {
    const lane = lanes.get(laneId) ?? { laneId, jobs: 0, seconds: 0 };
    lanes.set(laneId, { laneId, jobs: lane.jobs + jobs, seconds: lane.seconds + seconds });
  }
  return [...lanes.values()];
}

/** 1: the tenant's next of all, whatever agents they wait for. */
export function tenantPosition({ groups }: OwnAhead): number {
  return groups.reduce((position, { jobs }) => position + jobs, 1);
}
