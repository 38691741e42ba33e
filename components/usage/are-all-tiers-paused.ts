import type { PlatformStats } from "@/lib/contracts/platform-stats";

/** Whether no tier of the plan takes new scans at present. */
export function areAllTiersPaused({
  accessible_tiers,
  tier_stats,
}: Pick<PlatformStats, "accessible_tiers" | "tier_stats">): boolean {
  return accessible_tiers.length > 0 && accessible_tiers.every((tier) => tier_stats[tier]?.pause);
}
