import type { ScanFormValues } from "@/components/scan-form/scan-form-values";
import { slotSentence } from "@/components/scan-form/slot-sentence";
import { StatusShape } from "@/components/ui/status-shape";
import { cn } from "@/lib/client/cn";
import type { JobEstimate } from "@/lib/contracts/job";
import type { PlatformStats } from "@/lib/contracts/platform-stats";

interface SlotUseProps {
  id: string;
  stats: PlatformStats;
  mode: ScanFormValues["selection_mode"];
  estimate: JobEstimate | null;
  /** Why a submit would be refused. */
  refusal: string | null;
}

/** What one more scan uses, or why there can be none, before it is submitted. */
export function SlotUse({ id, stats, mode, estimate, refusal }: SlotUseProps) {
  const { tone, words } = wordsOf({ stats, mode, estimate, refusal });
  return (
    <p id={id} role="status" className="flex min-w-0 flex-1 basis-60 items-start gap-2 tabular-nums">
      <span className={cn("mt-1", { ok: "text-ok", wait: "text-wait", bad: "text-bad" }[tone])}>
        <StatusShape tone={tone} />
      </span>
      <span className="min-w-0">{words}</span>
    </p>
  );
}

function wordsOf({ stats, mode, estimate, refusal }: Omit<SlotUseProps, "id">): {
  tone: "ok" | "wait" | "bad";
  words: string;
} {
  if (refusal) return { tone: "bad", words: refusal };
  const waiting = estimate?.waiting ?? null;
  if (mode === "tenant_only") {
    const tone = waiting && waiting.reason !== "next" ? "wait" : "ok";
    return { tone, words: "Runs on your own agents and uses none of your plan's slots." };
  }
  const { tone, what, after } = slotSentence(stats, mode, waiting);
  return { tone, words: `${what} ${after}` };
}
