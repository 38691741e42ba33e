import { formatDuration } from "@/components/ui/format-duration";
import type { JobEstimate } from "@/lib/contracts/job";

const MINUTE = 60;
const HOUR = 3_600;

/** When the scan of the form would start, in one quiet sentence. */
export function estimateSentence(estimate: JobEstimate, nowSeconds: number): string {
  if (estimate.would_be_refused) return `Would be refused: ${estimate.would_be_refused.detail}`;
  const { waiting } = estimate;
  if (!waiting) return "";
  if (waiting.reason === "next") return "Would start at once.";
  if (waiting.pause) return pauseWords(waiting.message, waiting.pause, nowSeconds);
  const before = beforeWords(waiting.position - 1);
  if (!waiting.estimated_start) return `Would wait: ${waiting.message}`;
  const [early, late] = [waiting.estimated_start.p50, waiting.estimated_start.p90].map((at) =>
    Math.max(0, Date.parse(at) / 1000 - nowSeconds),
  );
  return `Would start ${rangeWords(early ?? 0, late ?? 0)}${before ? `: ${before}` : ""}.`;
}

type Pause = NonNullable<NonNullable<JobEstimate["waiting"]>["pause"]>;

function pauseWords(message: string, { note, resumes_at }: Pause, nowSeconds: number): string {
  const words = `Would wait: ${message} “${note}”`;
  if (resumes_at === null) return words;
  const seconds = Date.parse(resumes_at) / 1000 - nowSeconds;
  return `${words} The pause ends ${seconds < MINUTE ? "within a minute" : `in ${formatDuration(toMinutes(seconds))}`}.`;
}

function toMinutes(seconds: number): number {
  return Math.round(seconds / MINUTE) * MINUTE;
}

function beforeWords(jobs: number): string {
  if (jobs <= 0) return "";
  return jobs === 1 ? "1 job is before it" : `${jobs} jobs are before it`;
}

/** In the unit of the later end, so that both read as one; what is meant is a range, not an appointment. */
function rangeWords(early: number, late: number): string {
  if (late < MINUTE) return `within ${Math.max(1, Math.ceil(late))} seconds`;
  const [unit, name] = late < HOUR ? [MINUTE, "minute"] : [HOUR, "hour"];
  const from = Math.floor(early / unit);
  const to = Math.ceil(late / unit);
  const words = `${to} ${name}${to === 1 ? "" : "s"}`;
  return from === 0 || from === to ? `within ${words}` : `in about ${from} to ${words}`;
}
