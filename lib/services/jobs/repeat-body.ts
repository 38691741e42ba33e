import { SubmitJobBody } from "@/lib/contracts/job";
import type { JobRow } from "@/lib/db/jobs/job-row";

/** The submit that would make the same job again. */
export function repeatBody(job: JobRow): SubmitJobBody {
  return SubmitJobBody.parse({
    tool: job.tool,
    target: job.target,
    profile: job.profile ?? undefined,
    options: job.options,
    capabilities: job.capabilities,
    region: job.region ?? undefined,
    tier: job.tierRequested ?? undefined,
    priority: job.priority,
    timeout_seconds: job.timeoutSeconds,
    max_attempts: job.maxAttempts,
    selection_mode: job.selectionMode,
  });
}
