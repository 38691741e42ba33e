"use client";

import { outcomeWords } from "@/components/jobs/outcome-words";
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

/** How a finished scan ended, in one sentence, with what to do where something went wrong and nobody has done it yet. */
export function OutcomeBanner({ job, isRepeated }: { job: JobView; isRepeated: boolean }) {
  const outcome = outcomeWords(job, isRepeated);
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
