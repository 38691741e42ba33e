import { ordinal } from "@/components/jobs/ordinal";
import type { ScanFormValues } from "@/components/scan-form/scan-form-values";
import { areAllTiersPaused } from "@/components/usage/are-all-tiers-paused";
import type { JobEstimate } from "@/lib/contracts/job";
import type { PlatformStats } from "@/lib/contracts/platform-stats";

type Figures = Pick<
  PlatformStats,
  "current_active" | "max_concurrent" | "current_queued" | "accessible_tiers" | "tier_stats"
>;

export interface SlotSentence {
  tone: "ok" | "wait";
  what: string;
  after: string;
}

/**
 * What submitting one more scan means for the tenant's slots, said before it is submitted: by the server's answer, and
 * before that by the figures. `mode` is the form's: empty means the platform's agents. A pause of their tiers holds up
 * only scans that none of the tenant's own may take.
 */
export function slotSentence(
  stats: Figures,
  mode: ScanFormValues["selection_mode"],
  estimate: JobEstimate["waiting"],
): SlotSentence {
  const isPaused = estimate
    ? estimate.reason === "paused"
    : (mode === "" || mode === "platform_only") && areAllTiersPaused(stats);
  const isSlotLeft = stats.current_active + stats.current_queued < stats.max_concurrent;
  const waits = estimate ? estimate.reason !== "next" : isPaused || !isSlotLeft;
  const place = estimate?.tenant_position ?? stats.current_queued + 1;
  const what = usedWords(stats, place);
  // When it would start is the estimate's to say.
  if (!waits) return { tone: "ok", what, after: "" };
  const end = isPaused ? ", held up by a pause" : "";
  return { tone: "wait", what, after: `Waits as your ${ordinal(place)} in the queue${end}.` };
}

function usedWords({ current_active, max_concurrent }: Figures, place: number): string {
  if (max_concurrent === 0) return "Your plan has no slot now.";
  if (max_concurrent > 1)
    return `Uses 1 of your ${max_concurrent} slots; ${current_active} ${current_active === 1 ? "is" : "are"} in use.`;
  if (current_active > 0) return "Uses your one slot, which is in use.";
  return place > 1 ? "Uses your one slot." : "Uses your one slot, which is free.";
}
