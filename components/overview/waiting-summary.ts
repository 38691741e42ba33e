import type { JobView } from "@/lib/contracts/job";

export interface WaitingSummary {
  /** Seconds each scan waited, oldest first. */
  waits: { number: number; seconds: number }[];
  medianSeconds: number;
  p95Seconds: number;
  /** Seconds lost to each cause, over all these scans. */
  causes: Record<string, number>;
}

const DAY_MS = 86_400_000;
/** Fewer scans say nothing about the next one. */
const SCANS_MIN = 3;
const SCANS_DRAWN = 40;

type Job = Pick<JobView, "number" | "queued_at" | "assigned_at" | "waited">;

/** How long the scans of the last day waited until an agent took them, or null with too few to tell. */
export function summarizeWaiting(jobs: readonly Job[], nowMs: number): WaitingSummary | null {
  const recent = jobs.filter(
    (job) => job.assigned_at !== null && nowMs - Date.parse(job.queued_at) <= DAY_MS,
  );
  if (recent.length < SCANS_MIN) return null;
  const waits = recent
    .map((job) => ({ number: job.number, seconds: waitSeconds(job) }))
    .sort((a, b) => a.number - b.number);
  const sorted = waits.map((wait) => wait.seconds).sort((a, b) => a - b);
  const causes: Record<string, number> = {};
  for (const job of recent) {
    for (const [cause, milliseconds] of Object.entries(job.waited)) {
      if (milliseconds > 0) causes[cause] = (causes[cause] ?? 0) + milliseconds / 1000;
    }
  }
  return {
    waits: waits.slice(-SCANS_DRAWN),
    medianSeconds: quantile(sorted, 0.5),
    p95Seconds: quantile(sorted, 0.95),
    causes,
  };
}

function waitSeconds(job: Job): number {
  const counted = Object.values(job.waited).reduce((sum, milliseconds) => sum + milliseconds, 0) / 1000;
  if (counted > 0) return counted;
  return Math.max(0, (Date.parse(job.assigned_at ?? job.queued_at) - Date.parse(job.queued_at)) / 1000);
}

/** Nearest rank, so that a figure is always one that was really measured. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
