import type { JobEstimate } from "@/lib/contracts/job";
import type { PlatformStats } from "@/lib/contracts/platform-stats";

type Figures = Pick<PlatformStats, "enabled" | "current_queued" | "max_queued">;

/** Why a submit would be refused, or null: by the server's answer, which is the fresher one, and before that by the figures. */
export function refusalWords(figures: Figures, estimate: JobEstimate | null): string | null {
  const { current_queued, max_queued } = figures;
  const refused = estimate ? estimate.would_be_refused : refusedBy(figures);
  switch (refused?.code) {
    case undefined:
      return null;
    case "platform_agents_not_available":
      return "Platform agents are not part of your plan, so scans are refused.";
    case "queue_full":
      return `Your queue is full: ${Math.max(current_queued, max_queued)} of ${max_queued}. Wait until a scan starts, or cancel one that waits.`;
    default:
      return refused?.detail ?? null;
  }
}

function refusedBy({ enabled, current_queued, max_queued }: Figures): JobEstimate["would_be_refused"] {
  if (!enabled) return { code: "platform_agents_not_available", detail: "" };
  return current_queued >= max_queued ? { code: "queue_full", detail: "" } : null;
}
