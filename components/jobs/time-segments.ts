import type { RibbonTone } from "@/components/ui/time-ribbon";
import type { AttemptView, JobView } from "@/lib/contracts/job";

export interface TimeSegment {
  key: string;
  label: string;
  seconds: number;
  tone: RibbonTone;
}

const causes: Record<string, { label: string; tone: RibbonTone }> = {
  tenant_concurrency: { label: "your limit", tone: "wait" },
  tier_saturated: { label: "capacity", tone: "off" },
  no_matching_agent: { label: "no matching agent", tone: "bad" },
  agents_offline: { label: "agents offline", tone: "bad" },
  paused: { label: "paused", tone: "off" },
  backoff: { label: "before the next attempt", tone: "off" },
  next: { label: "pick-up", tone: "off" },
};

/** Between two samples of the cause this much may go uncounted; it is no cause of its own. */
const SAMPLING_SECONDS = 2.5;

/** Causes stand in the order above, whatever order they were counted in. */
function rank(cause: string): number {
  const place = Object.keys(causes).indexOf(cause);
  return place === -1 ? Object.keys(causes).length : place;
}

type JobTimes = Pick<JobView, "status" | "queued_at" | "finished_at" | "waited" | "waiting">;
type AttemptTimes = Pick<AttemptView, "attempt" | "assigned_at" | "started_at" | "finished_at" | "outcome">;

/**
 * Where the time from submission until the end, or until now, went, in its order: before each attempt the waiting by
 * cause, then its start and run. What the counted causes leave over is the wait that goes on now, or plain "waiting".
 * `limitLabel` is what another reader than the tenant calls its limit.
 */
export function timeSegments(
  job: JobTimes,
  attempts: readonly AttemptTimes[],
  nowSeconds: number,
  limitLabel?: string,
): TimeSegment[] {
  const endSeconds = job.finished_at ? seconds(job.finished_at) : nowSeconds;
  const totalSeconds = Math.max(0, endSeconds - seconds(job.queued_at));
  const runs = attempts.map((attempt) => attemptSegments(attempt, endSeconds, attempts.length > 1));
  const waitSeconds = Math.max(0, totalSeconds - sum(runs.flat()));
  const waits = spread(waitSegments(job, waitSeconds), waitsBefore(job, attempts));
  const all = [...runs.flatMap((run, index) => [...(waits[index] ?? []), ...run]), ...(waits.at(-1) ?? [])];
  const segments = all.filter((segment) => segment.seconds >= 0.05);
  if (limitLabel === undefined) return segments;
  const isLimit = ({ key }: TimeSegment) => key.startsWith("tenant_concurrency-");
  return segments.map((segment) => (isLimit(segment) ? { ...segment, label: limitLabel } : segment));
}

/** How long it waited before each attempt; what comes after the last of them has no end of its own. */
function waitsBefore(job: JobTimes, attempts: readonly AttemptTimes[]): number[] {
  const waits = attempts.map(({ assigned_at }, index) => {
    const before = attempts[index - 1];
    const since = before ? (before.finished_at ?? assigned_at) : job.queued_at;
    return Math.max(0, seconds(assigned_at) - seconds(since));
  });
  return [...waits, Number.POSITIVE_INFINITY];
}

/** Shares out causes, which are only known as sums: the time between attempts is the first thing after an attempt. */
function spread(causes: readonly TimeSegment[], waits: readonly number[]): TimeSegment[][] {
  const left = new Map(causes.map((segment) => [segment, segment.seconds]));
  return waits.map((wait, index) => {
    const isBackoff = ({ key }: TimeSegment) => key === "backoff";
    const others = causes.filter((segment) => !isBackoff(segment));
    const backoff = causes.filter(isBackoff);
    let open = wait;
    return (index === 0 ? [...others, ...backoff] : [...backoff, ...others]).flatMap((segment) => {
      const taken = Math.min(open, left.get(segment) ?? 0);
      open -= taken;
      left.set(segment, (left.get(segment) ?? 0) - taken);
      return taken > 0 ? [{ ...segment, key: `${segment.key}-${index}`, seconds: taken }] : [];
    });
  });
}

function waitSegments(job: JobTimes, waitSeconds: number): TimeSegment[] {
  const counted = Object.entries(job.waited)
    .filter(([, milliseconds]) => milliseconds > 0)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([cause, milliseconds]) => segmentOf(cause, milliseconds / 1000));
  const countedSeconds = sum(counted);
  // The causes are sampled, so they may add up to a little more than the wait; they are then drawn to its length.
  if (countedSeconds > waitSeconds) {
    const scale = waitSeconds / countedSeconds;
    return counted.map((segment) => ({ ...segment, seconds: segment.seconds * scale }));
  }
  const rest = waitSeconds - countedSeconds;
  const current = job.status === "queued" ? job.waiting?.reason : undefined;
  const same = counted.find((segment) => segment.key === current);
  if (same) {
    same.seconds += rest;
    return counted;
  }
  const largest = counted.toSorted((a, b) => b.seconds - a.seconds)[0];
  if (largest && !current && rest < SAMPLING_SECONDS) {
    largest.seconds += rest;
    return counted;
  }
  return [...counted, segmentOf(current ?? "waiting", rest)];
}

function segmentOf(cause: string, length: number): TimeSegment {
  const known = causes[cause] ?? { label: cause.replaceAll("_", " "), tone: "off" as const };
  return { key: cause, seconds: length, ...known };
}

function attemptSegments(attempt: AttemptTimes, endSeconds: number, several: boolean): TimeSegment[] {
  const assigned = seconds(attempt.assigned_at);
  const finished = attempt.finished_at ? seconds(attempt.finished_at) : endSeconds;
  const started = attempt.started_at ? seconds(attempt.started_at) : finished;
  const run = runWords(attempt);
  return [
    {
      key: `assigned-${attempt.attempt}`,
      label: "starting",
      seconds: Math.max(0, started - assigned),
      tone: "assigned",
    },
    {
      key: `run-${attempt.attempt}`,
      label: several ? `attempt ${attempt.attempt}${run.lost ? " lost" : ""}` : run.label,
      seconds: Math.max(0, finished - started),
      tone: run.tone,
    },
  ];
}

function runWords(attempt: AttemptTimes): { label: string; tone: RibbonTone; lost: boolean } {
  if (attempt.outcome === "lost") return { label: "lost", tone: "bad", lost: true };
  return { label: attempt.outcome === null ? "running" : "run", tone: "run", lost: false };
}

const seconds = (at: string) => Date.parse(at) / 1000;
const sum = (segments: readonly TimeSegment[]) =>
  segments.reduce((total, segment) => total + segment.seconds, 0);
