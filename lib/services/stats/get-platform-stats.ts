import { env } from "@/lib/config/env";
import type { PlatformStats } from "@/lib/contracts/platform-stats";
import { listTierFiguresAcrossTenants, type TierFigures } from "@/lib/db/agents/list-tier-figures";
import { findTenantUsage } from "@/lib/db/stats/find-tenant-usage";
import { listTierPauses } from "@/lib/db/tier-pauses/list-tier-pauses";
import { accessibleTiers, type Tier } from "@/lib/domain/tier/tier";
import type { TenantContext } from "@/lib/services/context";
import { publicTierPauseView } from "@/lib/services/tiers/tier-pause-view";

const NOT_AVAILABLE: PlatformStats = {
  enabled: false,
  max_tier: "shared",
  max_concurrent: 0,
  max_queued: 0,
  current_active: 0,
  current_queued: 0,
  available_slots: 0,
  accessible_tiers: [],
  tier_stats: {},
};

/**
 * What the tenant may use of the platform's agents, what it uses, and how full the tiers open to it are. A tenant
 * without an active subscription or without the module gets `enabled: false` and zeros, never an error.
 * With tiers switched off every agent counts as shared. A tier that is paused has no free slot and says why;
 * while all of the tenant's are, it has none at all.
 */
export async function getPlatformStats(
  ctx: TenantContext,
  isTiered = env().ENABLE_TIERED_AGENTS,
): Promise<PlatformStats> {
  const usage = await findTenantUsage(ctx.db, ctx.tenantId);
  if (usage.maxTier === null || usage.maxConcurrentJobs === null || usage.maxQueuedJobs === null) {
    return NOT_AVAILABLE;
  }
  const fleet = await listTierFiguresAcrossTenants(ctx.db);
  const pauses = await listTierPauses(ctx.db);
  const tiers = accessibleTiers(usage.maxTier);
  const pauseOf = (tier: Tier) => pauses.find((row) => row.tier === tier);
  const stats = (tier: Tier) => {
    const rows = fleet.filter((row) => (isTiered ? row.tier : "shared") === tier);
    const pause = pauseOf(tier);
    if (!pause) return figures(rows);
    return { ...figures(rows), available_slots: 0, pause: publicTierPauseView(pause) };
  };
  return {
    enabled: true,
    max_tier: usage.maxTier,
    max_concurrent: usage.maxConcurrentJobs,
    max_queued: usage.maxQueuedJobs,
    current_active: usage.running,
    current_queued: usage.queued,
    available_slots: tiers.every(pauseOf) ? 0 : Math.max(0, usage.maxConcurrentJobs - usage.running),
    accessible_tiers: tiers,
    tier_stats: Object.fromEntries(tiers.map((tier) => [tier, stats(tier)])),
  };
}

function figures(rows: readonly TierFigures[]) {
  const sum = (of: (row: TierFigures) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    total_agents: sum((row) => row.totalAgents),
    online_agents: sum((row) => row.activeAgents),
    offline_agents: sum((row) => row.offlineAgents),
    total_capacity: sum((row) => row.totalCapacity),
    current_load: sum((row) => row.currentLoad),
    available_slots: sum((row) => row.availableSlots),
  };
}
