import { tierLabels } from "@/components/ui/tier-shape";
import type { OverrideKey } from "@/lib/domain/plan/override-key";
import { isTier } from "@/lib/domain/tier/tier";

export const overrideNames: Record<OverrideKey, string> = {
  "platform_agents:max_tier": "Best tier",
  "platform_agents:max_concurrent_jobs": "Running at once",
  "platform_agents:max_queued_jobs": "Queued at most",
  "platform_agents:priority_base": "Share weight",
  "platform_agents:history_days": "Days scans are kept",
};

export function overrideValueWords(value: string | number): string {
  return typeof value === "string" && isTier(value) ? tierLabels[value] : String(value);
}
