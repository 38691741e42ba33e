/**
 * The life of a job.
 *
 *   queued -> assigned -> running -> succeeded | failed | cancelled | timed_out
 *   queued -> cancelled | expired            assigned -> succeeded | failed | cancelled | timed_out
 *   assigned, running -> queued              (lease lost, attempts left; original age kept)
 *
 * An end is taken from an agent whose word that the job runs was lost or is still under way: the work was done.
 *
 * Terminal states never change. The SQL statements in lib/db/queue name the states they start from;
 * the database's CHECK constraints tie each state to its timestamps.
 */
export const JOB_STATUSES = [
  "queued",
  "assigned",
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "timed_out",
  "expired",
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const TERMINAL_JOB_STATUSES = ["succeeded", "failed", "cancelled", "timed_out", "expired"] as const;

export function isTerminal(status: JobStatus): boolean {
  return (TERMINAL_JOB_STATUSES as readonly JobStatus[]).includes(status);
}

/** Why a job failed, timed out or expired. Written once, with the final state. */
export const FAILURE_REASONS = [
  "tool_failed",
  "tool_missing",
  "invalid_options",
  "target_refused",
  "target_unreachable",
  "agent_error",
  "agent_lost",
  "poisoned",
  "run_timeout",
  "queue_timeout",
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];
