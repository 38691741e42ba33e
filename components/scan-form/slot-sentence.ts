import { ordinal } from "@/components/jobs/ordinal";
import type { ScanFormValues } from "@/components/scan-form/scan-form-values";
import { areAllTiersPaused } from "@/components/usage/are-all-tiers-paused";
import type { JobEstimate } from "@/lib/contracts/job";
import type { PlatformStats } from "@/lib/contracts/platform-stats";

type Figures = Pick<
  PlatformStats,
  "current_active" | "max_concurrent" | "current_queued" | "max_queued" | "accessible_tiers" | "tier_stats"
>;

export interface SlotSentence {
  tone: "ok" | "wait" | "bad";
  what: string;
  after: string;
}

/**
 * What submitting one more scan means for the tenant's slots, said before it is submitted. `mode` is the form's: empty
 * means the platform's agents. A pause of their tiers holds up only scans that none of the tenant's own may take.
 */
export function slotSentence(
  stats: Figures,
  mode: ScanFormValues["selection_mode"],
  estimate: JobEstimate["waiting"],
): SlotSentence {
  const used = usedWords(stats);
  if (stats.current_queued >= stats.max_queued) {
    return {
      tone: "bad",
      what: `Your queue is full: ${stats.current_queued} of ${stats.max_queued}.`,
      after: "Wait until a scan starts, or cancel one that waits.",
    };
  }
  if ((mode === "" || mode === "platform_only") && areAllTiersPaused(stats)) {
    return { tone: "wait", what: used, after: "Waits until the pause ends." };
  }
  const isSlotLeft = stats.current_active + stats.current_queued < stats.max_concurrent;
  // When it would start is the estimate's to say.
  if (isSlotLeft || estimate?.reason === "next") return { tone: "ok", what: used, after: "" };
  const place = estimate?.tenant_position ?? stats.current_queued + 1;
  return { tone: "wait", what: used, after: `Waits as your ${ordinal(place)} in the queue.` };
}

function usedWords({ current_active, max_concurrent }: Figures): string {
  if (max_concurrent === 1) return `Uses your one slot, which is ${current_active > 0 ? "in use" : "free"}.`;
  return `Uses 1 of your ${max_concurrent} slots; ${current_active} ${current_active === 1 ? "is" : "are"} in use.`;
}
