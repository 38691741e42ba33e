"use client";

import { jobStatusWords } from "@/components/jobs/job-status-words";
import { usePageNow } from "@/components/jobs/page-clock";
import { StatusBadge } from "@/components/ui/status-badge";
import type { JobView } from "@/lib/contracts/job";

/** State, place in the queue and expected start in one line. */
export function JobStatus({ job, size = "md" }: { job: JobView; size?: "sm" | "md" | "lg" }) {
  const counts = job.status === "queued" && job.waiting?.estimated_start != null;
  const { tone, words } = jobStatusWords(job, usePageNow(counts));
  return (
    <StatusBadge tone={tone} size={size}>
      {words}
    </StatusBadge>
  );
}
