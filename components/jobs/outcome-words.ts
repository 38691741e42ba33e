import { failureWords } from "@/components/jobs/failure-words";
import { shortDuration } from "@/components/jobs/short-duration";
import type { StatusTone } from "@/components/ui/status-shape";
import type { JobView } from "@/lib/contracts/job";
import type { FailureReason } from "@/lib/domain/job/job-status";

export interface OutcomeWords {
  tone: StatusTone;
  what: string;
  detail?: string | null;
  next?: string;
}

/** Their error says what the words say. */
const toldByWords: readonly (FailureReason | null)[] = ["poisoned", "queue_timeout"];

type Outcome = Pick<
  JobView,
  "status" | "failure_reason" | "error" | "findings_count" | "started_at" | "finished_at" | "attempt"
>;

/** How a scan ended; null while it has not. Where it has been run again, the page says so instead of what to do next. */
export function outcomeWords(job: Outcome, isRepeated: boolean): OutcomeWords | null {
  const found =
    job.findings_count === 0
      ? "No findings"
      : `${job.findings_count} ${job.findings_count === 1 ? "finding" : "findings"}`;
  // A lost attempt leaves no start behind.
  const again = job.attempt > 1 ? " again" : "";
  switch (job.status) {
    case "succeeded":
      return { tone: "ok", what: `${found} in ${ranFor(job)}.` };
    case "cancelled":
      return {
        tone: "off",
        what: job.started_at ? `Cancelled after ${ranFor(job)}.` : `Cancelled before it started${again}.`,
        detail: job.findings_count > 0 ? `${found}. What was found before the end stays.` : null,
      };
    case "failed":
    case "timed_out":
    case "expired": {
      const words = job.failure_reason ? failureWords[job.failure_reason] : null;
      return {
        tone: "bad",
        what:
          job.failure_reason === "queue_timeout"
            ? `No agent took the scan${again} within the queue's time limit.`
            : (words?.what ?? "The scan failed."),
        detail: toldByWords.includes(job.failure_reason) ? null : job.error,
        ...(words && !isRepeated ? { next: words.next } : {}),
      };
    }
    default:
      return null;
  }
}

function ranFor(job: Outcome): string {
  if (!job.started_at || !job.finished_at) return "0 s";
  return shortDuration((Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000);
}
