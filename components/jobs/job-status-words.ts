import { failureWords } from "@/components/jobs/failure-words";
import { ordinal } from "@/components/jobs/ordinal";
import { formatDuration } from "@/components/ui/format-duration";
import type { StatusTone } from "@/components/ui/status-shape";
import type { JobView } from "@/lib/contracts/job";
import { isTerminal } from "@/lib/domain/job/job-status";
import type { WaitingReason } from "@/lib/domain/job/waiting";

export interface StatusWords {
  tone: StatusTone;
  words: string;
}

type StatusFacts = Pick<
  JobView,
  "status" | "waiting" | "progress" | "failure_reason" | "cancel_requested_at"
>;

/** The state of a scan in one line. `nowSeconds` turns the expected start into "in 40 s or later". */
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

/** What a place would say nothing beside: until that changes the scan cannot start. */
const obstacles: Partial<Record<WaitingReason, string>> = {
  no_matching_agent: "no matching agent",
  agents_offline: "agents offline",
};

function queuedWords(waiting: JobView["waiting"], nowSeconds: number): string {
  if (!waiting) return "Queued";
  const obstacle = obstacles[waiting.reason];
  if (obstacle) return `Queued, ${obstacle}`;
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
  if (early < 2) return `within ${formatDuration(late)}`;
  return `in ${formatDuration(early < 60 ? early : Math.floor(early / 60) * 60)} or later`;
}

/** For the browser's tab: "Running 40%". */
export function titleWords(job: StatusFacts): string {
  return jobStatusWords({ ...job, waiting: job.waiting && { ...job.waiting, estimated_start: null } }, 0)
    .words;
}
