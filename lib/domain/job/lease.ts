/** Timing of leases. All instants are judged by the database's clock; these are only lengths. */

/** Seconds between an agent's beats. */
export const HEARTBEAT_SECONDS = 10;
/** Seconds that a lease lives without a beat. Three beats may be lost before a job is. */
export const LEASE_SECONDS = 30;
/** Seconds from the assignment in which an agent has to report a job running, if its beats do not name it. */
export const START_SECONDS = 60;
/** The same for a job that the beats do name: it has its slot for so long without running, then it runs elsewhere. */
export const START_NAMED_SECONDS = 300;
/** Seconds between maintenance runs of the self-hosted server; with the lease this bounds recovery below 45 s. */
export const MAINTENANCE_SECONDS = 2;
/** Seconds a cancelled child gets between TERM and KILL. */
export const CANCEL_GRACE_SECONDS = 10;
/** Seconds after the grace in which the agent may still report; then maintenance ends the job itself. */
export const CANCEL_REPORT_SECONDS = 20;
/** Seconds after a run's own time limit in which the agent may report it; then maintenance times the job out. */
export const TIMEOUT_REPORT_SECONDS = 20;
/** Seconds after the end of an attempt in which its log tail and findings are still accepted. */
export const LATE_LOG_SECONDS = 300;
/** A job token outlives the run's time limit by this, as the agent may report a little late. */
export const JOB_TOKEN_EXTRA_SECONDS = 600;
/** Seconds an agent that has just polled counts as about to poll again, so that it may be preferred for a job. */
export const POLL_GRACE_SECONDS = 1;
/** Longest long poll, in seconds. */
export const CLAIM_WAIT_SECONDS_MAX = 50;
