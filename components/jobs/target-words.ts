import type { JobView } from "@/lib/contracts/job";
import { isUuid } from "@/lib/domain/is-uuid";

/** The target as one recognises it. An uploaded archive is named by its id on the wire. */
export function targetWords(job: Pick<JobView, "target">): string {
  return isUuid(job.target) ? `archive ${job.target.slice(-12)}` : job.target;
}
