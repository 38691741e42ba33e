"use client";

import type { ReactNode } from "react";
import { failureWords } from "@/components/jobs/failure-words";
import { shortDuration } from "@/components/jobs/short-duration";
import { StatusShape, type StatusTone } from "@/components/ui/status-shape";
import { cn } from "@/lib/client/cn";
import type { JobView } from "@/lib/contracts/job";

const edges: Record<StatusTone, string> = {
  ok: "border-l-ok",
  run: "border-l-run",
  wait: "border-l-wait",
  bad: "border-l-bad",
  off: "border-l-off",
};
const inks: Record<StatusTone, string> = {
  ok: "text-ok",
  run: "text-run",
  wait: "text-wait",
  bad: "text-bad",
  off: "text-off",
};

/** How a finished scan ended, in one sentence, with what to do where something went wrong. */
export function OutcomeBanner({ job }: { job: JobView }) {
  const outcome = outcomeOf(job);
  if (!outcome) return null;
  return (
    <section
      aria-label="Outcome"
      className={cn(
        "mb-3.5 flex items-start gap-3 rounded-lg border border-line border-l-[3px] bg-panel px-4.5 py-4 shadow-card",
        edges[outcome.tone],
      )}
    >
      <span className={cn("mt-1.5", inks[outcome.tone])}>
        <StatusShape tone={outcome.tone} className="size-3" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-semibold text-lg">{outcome.what}</p>
        {outcome.detail ? <p className="text-ink-2 [overflow-wrap:anywhere]">{outcome.detail}</p> : null}
        {outcome.next ? <p className="text-ink-2">{outcome.next}</p> : null}
      </div>
    </section>
  );
}

function outcomeOf(
  job: JobView,
): { tone: StatusTone; what: string; detail?: ReactNode; next?: string } | null {
  const found =
    job.findings_count === 0
      ? "No findings"
      : `${job.findings_count} ${job.findings_count === 1 ? "finding" : "findings"}`;
  switch (job.status) {
    case "succeeded":
      return { tone: "ok", what: `${found} in ${ranFor(job)}.` };
    case "cancelled":
      return {
        tone: "off",
        what: job.started_at ? `Cancelled after ${ranFor(job)}.` : "Cancelled before it started.",
        detail: job.started_at ? `${found}. What was found before the end stays.` : undefined,
      };
    case "failed":
    case "timed_out":
    case "expired": {
      const words = job.failure_reason ? failureWords[job.failure_reason] : null;
      return {
        tone: "bad",
        what: words?.what ?? "The scan failed.",
        // Its error says what the words say.
        detail: job.failure_reason === "poisoned" ? undefined : job.error,
        next: words?.next,
      };
    }
    default:
      return null;
  }
}

function ranFor(job: JobView): string {
  if (!job.started_at || !job.finished_at) return "0 s";
  return shortDuration((Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000);
}
