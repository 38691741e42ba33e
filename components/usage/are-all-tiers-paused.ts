import type { PlatformStats } from "@/lib/contracts/platform-stats";

/** Whether every tier of the plan that has agents takes no new scans at present. */
export function areAllTiersPaused({
  accessible_tiers,
  tier_stats,
}: Pick<PlatformStats, "accessible_tiers" | "tier_stats">): boolean {
  const manned = accessible_tiers.flatMap((tier) => {
    const stats = tier_stats[tier];
    return stats && stats.total_agents > 0 ? [stats] : [];
  });
  return manned.length > 0 && manned.every((stats) => stats.pause !== undefined);
}
