import { findingsCountWrong } from "@/lib/db/queue-repair/findings-count-wrong";
import { itemOfJobNotQueued } from "@/lib/db/queue-repair/item-of-job-not-queued";
import { jobNumberBehind } from "@/lib/db/queue-repair/job-number-behind";
import { leaseDiffersFromJob } from "@/lib/db/queue-repair/lease-differs-from-job";
import { leaseOfDeletedAgent } from "@/lib/db/queue-repair/lease-of-deleted-agent";
import { leaseOfJobNotLive } from "@/lib/db/queue-repair/lease-of-job-not-live";
import { leaseOwnerWrong } from "@/lib/db/queue-repair/lease-owner-wrong";
import { leaseWithoutOpenAttempt } from "@/lib/db/queue-repair/lease-without-open-attempt";
import { liveJobWithoutLease } from "@/lib/db/queue-repair/live-job-without-lease";
import { logBytesWrong } from "@/lib/db/queue-repair/log-bytes-wrong";
import { openAttemptWithoutLease } from "@/lib/db/queue-repair/open-attempt-without-lease";
import { placeWithoutShare } from "@/lib/db/queue-repair/place-without-share";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";
import { queuedJobWithoutItem } from "@/lib/db/queue-repair/queued-job-without-item";
import { tokenUsesWrong } from "@/lib/db/queue-repair/token-uses-wrong";
import type { QueueCheckName } from "@/lib/domain/queue-repair/queue-check";

/** Every check by its name. A name without its statements does not compile. */
export const QUEUE_CHECK_QUERIES: Readonly<Record<QueueCheckName, QueueCheck>> = {
  place_without_share: placeWithoutShare,
  item_of_job_not_queued: itemOfJobNotQueued,
  queued_job_without_item: queuedJobWithoutItem,
  lease_of_job_not_live: leaseOfJobNotLive,
  lease_differs_from_job: leaseDiffersFromJob,
  lease_without_open_attempt: leaseWithoutOpenAttempt,
  live_job_without_lease: liveJobWithoutLease,
  lease_of_deleted_agent: leaseOfDeletedAgent,
  lease_owner_wrong: leaseOwnerWrong,
  open_attempt_without_lease: openAttemptWithoutLease,
  findings_count_wrong: findingsCountWrong,
  log_bytes_wrong: logBytesWrong,
  token_uses_wrong: tokenUsesWrong,
  job_number_behind: jobNumberBehind,
};
