import { failureWords } from "@/components/jobs/failure-words";
import { ordinal } from "@/components/jobs/ordinal";
import { formatDuration } from "@/components/ui/format-duration";
import type { StatusTone } from "@/components/ui/status-shape";
import type { JobView } from "@/lib/contracts/job";
import { isTerminal } from "@/lib/domain/job/job-status";

export interface StatusWords {
  tone: StatusTone;
  words: string;
}

type StatusFacts = Pick<
  JobView,
  "status" | "waiting" | "progress" | "failure_reason" | "cancel_requested_at"
>;

/** The state of a scan in one line. `nowSeconds` turns the expected start into "from 40 s". */
export function jobStatusWords(job: StatusFacts, nowSeconds: number): StatusWords {
  if (job.cancel_requested_at && !isTerminal(job.status)) return { tone: "wait", words: "Cancelling…" };
  switch (job.status) {
    case "queued":
      return { tone: "wait", words: queuedWords(job.waiting, nowSeconds) };
    case "assigned":
      return { tone: "run", words: "Starting" };
    case "running":
      return { tone: "run", words: job.progress === null ? "Running" : `Running ${job.progress}%` };
    case "succeeded":
      return { tone: "ok", words: "Succeeded" };
    case "failed":
      return {
        tone: "bad",
        words: job.failure_reason ? `Failed, ${failureWords[job.failure_reason].short}` : "Failed",
      };
    case "timed_out":
      return { tone: "bad", words: "Timed out" };
    case "expired":
      return { tone: "bad", words: "Expired in the queue" };
    case "cancelled":
      return { tone: "off", words: "Cancelled" };
  }
}

function queuedWords(waiting: JobView["waiting"], nowSeconds: number): string {
  if (!waiting) return "Queued";
  const place = `Queued, ${ordinal(waiting.position)}`;
  if (!waiting.estimated_start) return waiting.reason === "paused" ? `${place} · paused` : place;
  return `${place} · ${startWords(waiting.estimated_start, nowSeconds)}`;
}

type Start = NonNullable<NonNullable<JobView["waiting"]>["estimated_start"]>;

/** One end of the range, for want of room: where it begins, and once that has passed where it ends. */
function startWords({ p50, p90 }: Start, nowSeconds: number): string {
  const early = Date.parse(p50) / 1000 - nowSeconds;
  const late = Date.parse(p90) / 1000 - nowSeconds;
  if (late < 2) return "any moment";
  return early < 2 ? `within ${formatDuration(late)}` : `from ${formatDuration(early)}`;
}

/** For the browser's tab: "Running 40%". */
export function titleWords(job: StatusFacts): string {
  if (job.status === "queued" && job.waiting && !job.cancel_requested_at)
    return `Queued, ${ordinal(job.waiting.position)}`;
  return jobStatusWords({ ...job, waiting: null }, 0).words;
}
