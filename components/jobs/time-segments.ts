import { isLostAttempt } from "@/components/jobs/is-lost-attempt";
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

/** Causes stand in the order above, whatever order they were counted in; one that is not known here stands first. */
const rank = (cause: string) => Object.keys(causes).indexOf(cause);

/** Between two samples of the cause this much may go uncounted, or counted as being picked up. */
const SAMPLING_SECONDS = 2.5;
/** A wait that is shorter is not sampled: it was all being picked up. */
const SAMPLED_SECONDS_MIN = 2;

type JobTimes = Pick<JobView, "status" | "queued_at" | "finished_at" | "waited" | "waiting">;
type AttemptTimes = Pick<
  AttemptView,
  "attempt" | "assigned_at" | "started_at" | "finished_at" | "outcome" | "reason"
>;

/**
 * Where the time from submission until the end, or until now, went, in its order: before each attempt the waiting by
 * cause, then its start and run. What the counted causes leave over of the wait that goes on is its present reason's.
 * `limitLabel` is what another reader than the tenant calls its limit.
 */
export function timeSegments(
  job: JobTimes,
  attempts: readonly AttemptTimes[],
  nowSeconds: number,
  limitLabel?: string,
): TimeSegment[] {
  const endSeconds = job.finished_at ? seconds(job.finished_at) : nowSeconds;
  const present = job.status === "queued" ? job.waiting?.waited : undefined;
  const earlier = causesOf(job.waited, present);
  const waits = waitLengths(job, attempts, endSeconds).map((length, index) => {
    const isLast = index === attempts.length;
    const counted = take(isLast && present ? causesOf(present) : earlier, length, index === 0 && !isLast);
    const reason = isLast && job.status === "queued" ? job.waiting?.reason : undefined;
    return segmentsOf(counted, length, reason).map((part) => ({ ...part, key: `${part.key}-${index}` }));
  });
  const runs = attempts.map((attempt) => attemptSegments(attempt, endSeconds, attempts.length > 1));
  const all = waits.flatMap((wait, index) => [...wait, ...(runs[index] ?? [])]);
  const segments = all.filter((segment) => segment.seconds >= 0.05);
  if (limitLabel === undefined) return segments;
  const isLimit = ({ key }: TimeSegment) => key.startsWith("tenant_concurrency-");
  return segments.map((segment) => (isLimit(segment) ? { ...segment, label: limitLabel } : segment));
}

/** How long it waited before each attempt, and after the last one. */
function waitLengths(job: JobTimes, attempts: readonly AttemptTimes[], endSeconds: number): number[] {
  const ends = [...attempts.map(({ assigned_at }) => seconds(assigned_at)), endSeconds];
  return ends.map((end, index) => {
    const before = attempts[index - 1];
    const since = before ? before.finished_at : job.queued_at;
    return since ? Math.max(0, end - seconds(since)) : 0;
  });
}

/** Seconds by cause, without those of the wait that is told apart. */
function causesOf(waited: JobView["waited"], apart: JobView["waited"] = {}): Map<string, number> {
  return new Map(
    Object.entries(waited)
      .map(([cause, milliseconds]) => [cause, (milliseconds - (apart[cause] ?? 0)) / 1000] as const)
      .filter(([, length]) => length > 0)
      .sort(([a], [b]) => rank(a) - rank(b)),
  );
}

/**
 * Takes a wait of this length out of the causes, which of several ended waits are only known as sums: first the time
 * after a lost attempt, which none has before its first; of what is too short to be sampled then being picked up.
 */
function take(left: Map<string, number>, length: number, isBeforeAll: boolean): Map<string, number> {
  const taken = new Map<string, number>();
  let open = length;
  const takeOf = (cause: string) => {
    const part = Math.min(open, left.get(cause) ?? 0);
    if (part <= 0) return;
    open -= part;
    left.set(cause, (left.get(cause) ?? 0) - part);
    taken.set(cause, (taken.get(cause) ?? 0) + part);
  };
  if (!isBeforeAll) takeOf("backoff");
  if (open < SAMPLED_SECONDS_MIN) takeOf("next");
  for (const cause of left.keys()) if (cause !== "backoff") takeOf(cause);
  return taken;
}

/** A wait as it is drawn. Its parts add up to its length. */
function segmentsOf(counted: Map<string, number>, length: number, reason: string | undefined): TimeSegment[] {
  const rest = length - sum(counted.values());
  const largest = [...counted].sort(([, a], [, b]) => b - a)[0]?.[0];
  const pickUp = counted.get("next") ?? 0;
  // Of a wait that has just begun no sample may have been taken.
  if (reason && reason !== "next" && counted.size === 1 && pickUp > 0 && pickUp < 2 * SAMPLING_SECONDS)
    return [segmentOf(reason, length)];
  const owner = reason ?? (largest && rest < SAMPLING_SECONDS ? largest : "waiting");
  if (rest > 0) counted.set(owner, (counted.get(owner) ?? 0) + rest);
  return [...counted].map(([cause, part]) => segmentOf(cause, part));
}

function segmentOf(cause: string, length: number): TimeSegment {
  const known = causes[cause] ?? { label: cause.replaceAll("_", " "), tone: "off" as const };
  return { key: cause, seconds: length, ...known };
}

function attemptSegments(attempt: AttemptTimes, endSeconds: number, several: boolean): TimeSegment[] {
  const assigned = seconds(attempt.assigned_at);
  const finished = attempt.finished_at ? seconds(attempt.finished_at) : endSeconds;
  const started = attempt.started_at ? seconds(attempt.started_at) : finished;
  const words = runWords(attempt);
  const ended = words === "lost" || words === "given back" ? ` ${words}` : "";
  return [
    {
      key: `assigned-${attempt.attempt}`,
      label: "starting",
      seconds: Math.max(0, started - assigned),
      tone: "assigned",
    },
    {
      key: `run-${attempt.attempt}`,
      label: several ? `attempt ${attempt.attempt}${ended}` : words,
      seconds: Math.max(0, finished - started),
      tone: words === "lost" ? "bad" : "run",
    },
  ];
}

function runWords(attempt: AttemptTimes): string {
  if (attempt.outcome === null) return "running";
  if (attempt.reason === "agent_stopped") return "given back";
  return isLostAttempt(attempt) ? "lost" : "run";
}

const seconds = (at: string) => Date.parse(at) / 1000;
const sum = (lengths: Iterable<number>) => [...lengths].reduce((total, length) => total + length, 0);
