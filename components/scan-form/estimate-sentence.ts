import { tryLater } from "@/components/jobs/try-later";
import { formatDuration } from "@/components/ui/format-duration";
import type { JobEstimate } from "@/lib/contracts/job";

const MINUTE = 60;
const HOUR = 3_600;

/**
 * When the scan of the form would start and how long it would wait at most, in quiet sentences. Empty for a refusal, which
 * the words beside the slots give. `mode` is the form's.
 */
export function estimateSentence({ waiting }: JobEstimate, mode: string, nowSeconds: number): string {
  if (!waiting) return "";
  const { reason, message, estimated_start, expires_at, pause } = waiting;
  if (reason === "next") return "Would start at once.";
  const secondsTo = (at: string) => Math.max(0, Date.parse(at) / 1000 - nowSeconds);
  const limit = expires_at && inMinutes(secondsTo(expires_at));
  const why = `Would wait: ${message}${pause ? pauseWords(pause, nowSeconds) : ""}`;
  const before = beforeWords(waiting.position - 1);
  const most = limit ? ` It would wait ${limit} at most.` : "";
  if (estimated_start) {
    const range = rangeWords(secondsTo(estimated_start.p50), secondsTo(estimated_start.p90));
    return `${pause ? `${why} It would` : "Would"} start ${range}${before ? `: ${before}` : ""}.${most}`;
  }
  const later = tryLater(waiting, mode);
  const end = later
    ? ` Its turn would probably come later than the ${limit} that it may wait: ${later}`
    : most;
  return `${why}${before && (pause || later) ? ` ${before}.` : ""}${end}`;
}

type Pause = NonNullable<NonNullable<JobEstimate["waiting"]>["pause"]>;

function pauseWords({ note, resumes_at }: Pause, nowSeconds: number): string {
  const words = ` “${note}”`;
  if (resumes_at === null) return words;
  const seconds = Date.parse(resumes_at) / 1000 - nowSeconds;
  return `${words} The pause ends ${seconds < MINUTE ? "within a minute" : `in ${inMinutes(seconds)}`}.`;
}

function inMinutes(seconds: number): string {
  return formatDuration(seconds < MINUTE ? seconds : Math.round(seconds / MINUTE) * MINUTE);
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
