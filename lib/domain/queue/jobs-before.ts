/** Waiting jobs of a tenant, or of some alike, that could take the same agents as the job in question. */
export interface Rival {
  /** Null: several tenants. */
  tenantId: string | null;
  laneId: string;
  /** Of its first job; the lowest goes first. */
  orderKey: number;
  weight: number;
  /** By how much the key grows with each job that goes. */
  charge: number;
  /** How many wait; Infinity: more than were counted. */
  waiting: number;
  /** Of its jobs, the part that goes to those agents; times the number of tenants. */
  part: number;
  runSeconds: number;
  /** How many it may start now. */
  room: number;
  maxConcurrent: number;
}

export interface JobsBefore {
  jobs: number;
  /** How long an agent is busy with them. */
  agentSeconds: number;
}

/** What rivals are owed before a job whose turn comes at `orderKey`; see `owedBefore`. */
export function jobsBefore(
  rivals: readonly Rival[],
  job: { tenantId: string; orderKey: number },
  seconds: number,
): JobsBefore {
  let [jobs, agentSeconds] = [0, 0];
  for (const rival of rivals) {
    const before = owedBefore(rival, job, seconds);
    jobs += before;
    agentSeconds += before * rival.runSeconds;
  }
  return { jobs, agentSeconds };
}

/**
 * As many jobs as the rival's key stays below, but not more than wait, nor than it may run within `seconds`, by when the
 * job is to start.
 */
export function owedBefore(
  rival: Rival,
  job: { tenantId: string; orderKey: number },
  seconds: number,
): number {
  if (rival.orderKey >= job.orderKey || rival.tenantId === job.tenantId) return 0;
  const owed = Math.ceil((job.orderKey - rival.orderKey) / rival.charge);
  const allowed = rival.room + Math.floor((rival.maxConcurrent * seconds) / rival.runSeconds);
  return Math.max(0, Math.min(owed, rival.waiting, allowed)) * rival.part;
}
