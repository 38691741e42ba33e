import { env } from "@/lib/config/env";
import type { AgentStats } from "@/lib/contracts/agent";
import { listQueueByTierAcrossTenants, type TierBacklog } from "@/lib/db/admin-jobs/list-queue-by-tier";
import { listTierFiguresAcrossTenants, type TierFigures } from "@/lib/db/agents/list-tier-figures";
import { listTierPauses } from "@/lib/db/tier-pauses/list-tier-pauses";
import { TIERS, type Tier } from "@/lib/domain/tier/tier";
import type { TierPause } from "@/lib/domain/tier/tier-pause";
import type { Context } from "@/lib/services/context";
import { tierPauseView } from "@/lib/services/tiers/tier-pause-view";

/** The fleet counted: agents, slots and load, in all and by tier, with what waits for each tier. */
export async function getAgentStats(ctx: Context): Promise<AgentStats> {
  const [fleet, backlog, pauses] = await Promise.all([
    listTierFiguresAcrossTenants(ctx.db),
    listQueueByTierAcrossTenants(ctx.db),
    listTierPauses(ctx.db),
  ]);
  const open = fleet.map((row) => (isPaused(pauses, row.tier) ? { ...row, availableSlots: 0 } : row));
  const tierStats = (tier: Tier) => {
    const agents = open.find((row) => row.tier === tier);
    const queue = backlog.find((row) => row.tier === tier);
    const pause = pauses.find((row) => row.tier === tier);
    return {
      ...figures(agents ? [agents] : []),
      ...queueFigures(agents, queue),
      pause: pause ? tierPauseView(pause) : null,
    };
  };
  return {
    ...figures(open),
    tier_stats: Object.fromEntries(TIERS.map((tier) => [tier, tierStats(tier)])) as AgentStats["tier_stats"],
  };
}

/** With tiers switched off every agent counts as shared. */
function isPaused(pauses: readonly TierPause[], tier: Tier): boolean {
  const counted = env().ENABLE_TIERED_AGENTS ? tier : "shared";
  return pauses.some((pause) => pause.tier === counted);
}

function figures(rows: readonly TierFigures[]) {
  const sum = (of: (row: TierFigures) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    total_agents: sum((row) => row.totalAgents),
    online_agents: sum((row) => row.onlineAgents),
    offline_agents: sum((row) => row.offlineAgents),
    total_capacity: sum((row) => row.totalCapacity),
    current_load: sum((row) => row.currentLoad),
    available_slots: sum((row) => row.availableSlots),
  };
}

function queueFigures(agents: TierFigures | undefined, queue: TierBacklog | undefined) {
  return {
    queued_jobs: queue?.waiting ?? 0,
    running_jobs: agents?.currentLoad ?? 0,
    oldest_queued_seconds: queue?.oldestQueuedSeconds ?? null,
  };
}
