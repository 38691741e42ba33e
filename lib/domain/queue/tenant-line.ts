/** Waiting jobs of a tenant that are of one lane and priority. */
export interface LineGroup {
  laneId: string;
  priority: number;
  jobs: number;
  /** How long they take, together. */
  seconds: number;
}

/** What of a job decides where it stands among its tenant's others. */
export interface LineJob {
  laneId: string;
  priority: number;
  /** How long such a run takes. */
  seconds: number;
}

export interface LinePlace {
  /** 1: the tenant's next of all, and of those in its lane. */
  tenantPosition: number;
  lanePosition: number;
  /** How long those of the tenant that come before it take, together. */
  aheadSeconds: number;
}

/** The jobs of one tenant in the order in which it wants them: by priority, and who comes later stands behind. */
export class TenantLine {
  private readonly groups: LineGroup[];

  constructor(groups: readonly LineGroup[]) {
    this.groups = [...groups];
  }

  /** Puts a job behind all of at least its priority; answers where it stands then. */
  join(job: LineJob): LinePlace {
    const place = { tenantPosition: 1, lanePosition: 1, aheadSeconds: 0 };
    for (const { laneId, priority, jobs, seconds } of this.groups) {
      if (priority < job.priority) continue;
      place.tenantPosition += jobs;
      if (laneId === job.laneId) place.lanePosition += jobs;
      place.aheadSeconds += seconds;
    }
    this.groups.push({ ...job, jobs: 1 });
    return place;
  }
}
