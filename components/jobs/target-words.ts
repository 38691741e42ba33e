import type { JobView } from "@/lib/contracts/job";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The target as one recognises it. An uploaded archive is named by its id on the wire. */
export function targetWords(job: Pick<JobView, "target">): string {
  return UUID.test(job.target) ? `archive ${job.target.slice(-12)}` : job.target;
}
