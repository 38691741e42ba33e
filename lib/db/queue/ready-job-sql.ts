/** Which waiting jobs a round may give. */
export interface ReadyJobs {
  /** The instant of the round, before the agents' slots were read: a job that came later is left to the next one. */
  at: string;
  /** Locks what it finds and passes over what others have locked, to cancel it or the like: what is found can be given. */
  isLocking: boolean;
}

/**
 * Whether a job `q` in queue_items may go, at the instant in the parameter. One past its time in the queue does not,
 * however late maintenance is.
 */
export function isReadySql(at: string): string {
  return `q.ready_at <= ${at}::timestamptz AND q.expires_at > ${at}::timestamptz`;
}

/** The end of a SELECT of such jobs. */
export function lockSql({ isLocking }: ReadyJobs): string {
  return isLocking ? "FOR UPDATE SKIP LOCKED" : "";
}

/** Two texts need two names. */
export function lockedName(name: string, { isLocking }: ReadyJobs): string {
  return isLocking ? `${name}-locked` : name;
}

/**
 * What a round knows of a job `q` in queue_items whose tenant stands at `place`, beside `everybody`, the estimates of
 * everybody's runs.
 */
export function readyJobSql(place: string): string {
  return `q.job_id AS "jobId", ${place}.tenant_id AS "tenantId", ${place}.lane_id::text AS "laneId", q.tool, q.capabilities, q.region,
          ${place}.tier_priority AS "tierCeiling", q.selection_mode AS "selectionMode", q.priority,
          (extract(epoch FROM q.queued_at) * 1000000)::float8 AS "queuedAtMicros",
          -- A look-up each: joined while the table was small, all of it would be read.
          (SELECT own.seconds FROM run_estimates own
            WHERE own.tenant_id = ${place}.tenant_id AND own.tool = q.tool AND own.profile = COALESCE(q.profile, ''))
            AS "tenantEstimate",
          everybody.seconds AS "sharedEstimate"`;
}
