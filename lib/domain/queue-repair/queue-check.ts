/**
 * What the queue's tables must agree on and no constraint of the database can hold, each in words: what is wrong and
 * what a repair does. In the order in which one repair may uncover or mend the next.
 *
 * Not here, because the database refuses it: an item, lease or attempt of no job; a second item or lease; a job that
 * waits outside the fair order; a clock, pass, charge or estimate that is no number; a weight below 1; times that do not
 * fit a state; a token used more often than it may be. Not here either, because maintenance mends it every two seconds: places in which
 * nobody waits, and places marked at their limit with room.
 */
export const QUEUE_CHECK_NAMES = [
  "place_without_share",
  "item_of_job_not_queued",
  "queued_job_without_item",
  "lease_of_job_not_live",
  "lease_differs_from_job",
  "lease_without_open_attempt",
  "live_job_without_lease",
  "lease_of_deleted_agent",
  "lease_owner_wrong",
  "open_attempt_without_lease",
  "findings_count_wrong",
  "log_bytes_wrong",
  "token_uses_wrong",
  "job_number_behind",
] as const;
export type QueueCheckName = (typeof QUEUE_CHECK_NAMES)[number];

export interface QueueCheckWords {
  /** `quick` looks only at what waits and runs; `full` reads history, too. */
  depth: "quick" | "full";
  /** What a fault of this kind is of, for the audit log. */
  subject: "job" | "tenant" | "bootstrap_token" | "queue_place";
  title: string;
  meaning: string;
  repair: string;
}

export const QUEUE_CHECKS: Readonly<Record<QueueCheckName, QueueCheckWords>> = {
  place_without_share: {
    depth: "quick",
    subject: "queue_place",
    title: "Places in the fair order without a share",
    meaning: "What the tenant uses is not charged to it.",
    repair: "The tenant is placed anew at the next claim, as if it had just come.",
  },
  item_of_job_not_queued: {
    depth: "quick",
    subject: "job",
    title: "Places in the queue of jobs that do not wait",
    meaning: "The item counts against the tenant's quota, and no claim can use it.",
    repair: "The item is removed. The job stays as it is.",
  },
  queued_job_without_item: {
    depth: "quick",
    subject: "job",
    title: "Queued jobs that no claim can see",
    meaning:
      "The job would wait for ever. A claim takes a job out of the queue that it cannot give away, as a lease or an attempt is left of it; the log says so.",
    repair:
      "The job gets its item in the queue, with its age and a fresh time limit for waiting; with its next attempt where one of its number is left. Without one left it fails.",
  },
  lease_of_job_not_live: {
    depth: "quick",
    subject: "job",
    title: "Leases of jobs that are not running",
    meaning: "The lease takes a slot of its agent and its tenant.",
    repair:
      "The lease is removed and its attempt closed. A job that waits goes back to the queue with its next attempt, or fails without one left; any other stays as it is.",
  },
  lease_differs_from_job: {
    depth: "quick",
    subject: "job",
    title: "Leases that name another attempt, agent or state than their job",
    meaning: "Reports of the agent are refused or counted for the wrong attempt.",
    repair: "The job goes back to the queue with its next attempt; without one left it fails.",
  },
  lease_without_open_attempt: {
    depth: "quick",
    subject: "job",
    title: "Leases whose attempt is missing or has ended",
    meaning: "The run leaves no trace in the job's history.",
    repair: "The job goes back to the queue with its next attempt; without one left it fails.",
  },
  live_job_without_lease: {
    depth: "quick",
    subject: "job",
    title: "Running jobs without a lease",
    meaning: "No agent works on the job and no time-out reaches it.",
    repair: "The job goes back to the queue with its next attempt; without one left it fails.",
  },
  lease_of_deleted_agent: {
    depth: "quick",
    subject: "job",
    title: "Leases of deleted agents",
    meaning: "Nobody is left who could end the run.",
    repair: "The job goes back to the queue with its next attempt; without one left it fails.",
  },
  lease_owner_wrong: {
    depth: "quick",
    subject: "job",
    title: "Leases that are wrong about whose agent holds them",
    meaning: "The plan's concurrency counts a run too many or too few.",
    repair: "The lease is corrected. The run goes on.",
  },
  open_attempt_without_lease: {
    depth: "full",
    subject: "job",
    title: "Jobs with attempts that never ended",
    meaning: "The job's history shows a run that goes on for ever.",
    repair: "The attempt is closed with the job's end, or as lost.",
  },
  findings_count_wrong: {
    depth: "full",
    subject: "job",
    title: "Jobs that count other findings than they have",
    meaning: "Lists show a wrong number.",
    repair: "The findings are counted anew.",
  },
  log_bytes_wrong: {
    depth: "full",
    subject: "job",
    title: "Jobs that count other log bytes than are stored",
    meaning: "The log's size is shown wrong.",
    repair: "The bytes are counted anew.",
  },
  token_uses_wrong: {
    depth: "full",
    subject: "bootstrap_token",
    title: "Tokens that count other uses than agents registered with them",
    meaning: "The token lets in too many or too few.",
    repair: "The registrations are counted anew.",
  },
  job_number_behind: {
    depth: "full",
    subject: "tenant",
    title: "Tenants whose next job number is taken",
    meaning: "Every submit of the tenant fails.",
    repair: "The number goes on after the highest one.",
  },
};

/** Of these, those that maintenance looks for by itself. */
export const QUICK_QUEUE_CHECKS = QUEUE_CHECK_NAMES.filter((name) => QUEUE_CHECKS[name].depth === "quick");
