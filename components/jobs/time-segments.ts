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
  backoff: { label: "before the next attempt", tone: "backoff" },
  tenant_concurrency: { label: "your limit", tone: "wait" },
  tier_saturated: { label: "capacity", tone: "capacity" },
  no_matching_agent: { label: "no matching agent", tone: "bad" },
  agents_offline: { label: "agents offline", tone: "bad" },
  paused: { label: "paused", tone: "paused" },
  next: { label: "pick-up", tone: "ok" },
};

/** Causes stand in the order above, whatever order they were counted in; one that is not known here stands first. */
const rank = (cause: string) => Object.keys(causes).indexOf(cause);

/** Between two samples of the cause this much may go uncounted, or counted as being picked up. */
const SAMPLING_SECONDS = 2.5;
/** What is shorter is not drawn. */
const DRAWN_SECONDS_MIN = 0.05;

type JobTimes = Pick<JobView, "status" | "queued_at" | "finished_at" | "waited" | "waiting">;
type AttemptTimes = Pick<
  AttemptView,
  "attempt" | "assigned_at" | "started_at" | "finished_at" | "outcome" | "reason"
>;

/**
 * Where the time from submission until the end, or until now, went, in its order: before each attempt the waiting, then
 * its start and run. A wait is split by cause where its causes were counted by themselves: the one that goes on, and the
 * only other one. Of several ended ones only the sums are known, so each is drawn whole, and `inAll` has the sums of all
 * waits; it is empty where the bar tells them. What the counted causes leave over of the wait that goes on is its present
 * reason's. `limitLabel` is what another reader than the tenant calls its limit.
 */
export function timeSpent(
  job: JobTimes,
  attempts: readonly AttemptTimes[],
  nowSeconds: number,
  limitLabel?: string,
): { segments: TimeSegment[]; inAll: TimeSegment[] } {
  const endSeconds = job.finished_at ? seconds(job.finished_at) : nowSeconds;
  const lengths = waitLengths(job, attempts, endSeconds);
  const present = job.status === "queued" ? job.waiting : null;
  const apart = present?.waited ? attempts.length : -1;
  const together = lengths.filter((length, index) => index !== apart && length >= DRAWN_SECONDS_MIN);
  const counted = causesOf(job.waited, present?.waited);
  const waits = lengths.map((length, index) => {
    if (index !== apart && together.length > 1)
      return [{ key: "wait", label: "waited", seconds: length, tone: "plain" as const }];
    const reason = index === attempts.length ? present?.reason : undefined;
    return segmentsOf(index === apart ? causesOf(present?.waited ?? {}) : counted, length, reason);
  });
  const runs = attempts.map((attempt) => attemptSegments(attempt, endSeconds, attempts.length > 1));
  const segments = waits.flatMap((wait, index) => [
    ...wait.map((part) => ({ ...part, key: `${part.key}-${index}` })),
    ...(runs[index] ?? []),
  ]);
  const parts =
    together.length > 1 ? [...segmentsOf(counted, sum(together), undefined), ...(waits[apart] ?? [])] : [];
  const named = (shown: TimeSegment[]) =>
    shown
      .filter((part) => part.seconds >= DRAWN_SECONDS_MIN)
      .map((part) =>
        limitLabel && part.key.startsWith("tenant_concurrency") ? { ...part, label: limitLabel } : part,
      );
  return { segments: named(segments), inAll: named(sumByKey(parts)) };
}

function sumByKey(parts: readonly TimeSegment[]): TimeSegment[] {
  const sums = new Map<string, TimeSegment>();
  for (const part of parts)
    sums.set(part.key, { ...part, seconds: part.seconds + (sums.get(part.key)?.seconds ?? 0) });
  return [...sums.values()].sort((a, b) => rank(a.key) - rank(b.key));
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
function causesOf(
  waited: JobView["waited"],
  apart: JobView["waited"] = {},
): [cause: string, length: number][] {
  return Object.entries(waited)
    .map(([cause, milliseconds]): [string, number] => [cause, (milliseconds - (apart[cause] ?? 0)) / 1000])
    .filter(([, length]) => length > 0)
    .sort(([a], [b]) => rank(a) - rank(b));
}

/** A wait by its causes. The parts add up to its length. */
function segmentsOf(
  counted: readonly [cause: string, length: number][],
  length: number,
  reason: string | undefined,
): TimeSegment[] {
  const [first, ...others] = counted;
  // Of a wait that has just begun no sample may have been taken.
  const isNew = first?.[0] === "next" && others.length === 0 && first[1] < 2 * SAMPLING_SECONDS;
  if (reason && reason !== "next" && isNew) return [segmentOf(reason, length)];
  let rest = length;
  const parts = new Map<string, number>();
  for (const [cause, part] of counted) {
    parts.set(cause, Math.min(part, rest));
    rest -= Math.min(part, rest);
  }
  const largest = [...counted].sort(([, a], [, b]) => b - a)[0]?.[0];
  const owner = reason ?? (largest && rest < SAMPLING_SECONDS ? largest : "not counted");
  if (rest > 0) parts.set(owner, (parts.get(owner) ?? 0) + rest);
  return [...parts].map(([cause, part]) => segmentOf(cause, part));
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
const sum = (lengths: readonly number[]) => lengths.reduce((total, length) => total + length, 0);
