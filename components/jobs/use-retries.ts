import { useInfiniteQuery } from "@tanstack/react-query";
import { listJobsOptions } from "@/components/jobs/api/list-jobs-query";
import type { JobView } from "@/lib/contracts/job";
import { isToolName } from "@/lib/domain/tool/tools";

/** The scans that repeat an ended one, by whomever, in their order. */
export function useRetries(slug: string, job: JobView): JobView[] {
  // A repetition has the same scanner and target, so it is among the newest of those.
  const alike = useInfiniteQuery({
    ...listJobsOptions(slug, {
      ...(isToolName(job.tool) ? { tool: job.tool } : {}),
      q: job.target.slice(0, 200),
    }),
    enabled: job.finished_at !== null,
  });
  return (alike.data?.pages.flatMap((page) => page.items) ?? [])
    .filter((other) => other.retry_of_job_id === job.id)
    .sort((a, b) => a.number - b.number);
}
