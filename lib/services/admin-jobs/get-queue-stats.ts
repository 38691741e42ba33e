import type { QueueStats } from "@/lib/contracts/admin-job";
import { instant } from "@/lib/contracts/field";
import { countJobsAcrossTenants } from "@/lib/db/admin-jobs/count-jobs";
import { listBusiestTenantsAcrossTenants } from "@/lib/db/admin-jobs/list-busiest-tenants";
import { listQueueByTierAcrossTenants } from "@/lib/db/admin-jobs/list-queue-by-tier";
import { listTierWaitsAcrossTenants, WAIT_WINDOW_HOURS } from "@/lib/db/admin-jobs/list-tier-waits";
import { listTierFiguresAcrossTenants } from "@/lib/db/agents/list-tier-figures";
import { countOpenDeadLettersAcrossTenants } from "@/lib/db/dead-letters/count-open-dead-letters";
import { listTierPauses } from "@/lib/db/tier-pauses/list-tier-pauses";
import { TIERS, type Tier } from "@/lib/domain/tier/tier";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import type { Context } from "@/lib/services/context";
import { type FleetSilence, readFleetSilence } from "@/lib/services/operations/read-fleet-silence";
import { tierPauseView } from "@/lib/services/tiers/tier-pause-view";
import { readWholeTables } from "@/lib/services/whole-table-reads";

const TOP_TENANTS = 10;

/** The queue at a glance: by tier what waits, runs and how long it took, what ended in the last hour, and who is busiest. */
export async function getQueueStats(ctx: Context): Promise<QueueStats> {
  const { counts, fleet, backlog, waits, tenants, pauses, deadLetters, silence } = await readWholeTables(
    async () => ({
      counts: await countJobsAcrossTenants(ctx.db),
      fleet: await listTierFiguresAcrossTenants(ctx.db),
      backlog: await listQueueByTierAcrossTenants(ctx.db),
      waits: await ephemeralState(ctx.db).shared("tier-waits", () => listTierWaitsAcrossTenants(ctx.db)),
      tenants: await listBusiestTenantsAcrossTenants(ctx.db, TOP_TENANTS),
      pauses: await listTierPauses(ctx.db),
      deadLetters: await countOpenDeadLettersAcrossTenants(ctx.db),
      silence: await readFleetSilence(ctx.db),
    }),
  );
  const lane = (tier: Tier): QueueStats["tiers"][Tier] => {
    const agents = fleet.find((row) => row.tier === tier);
    const queue = backlog.find((row) => row.tier === tier);
    const pause = pauses.find((row) => row.tier === tier);
    const wait = waits.find((row) => row.tier === tier);
    return {
      waiting: queue?.waiting ?? 0,
      running: agents?.currentLoad ?? 0,
      slots_total: agents?.onlineCapacity ?? 0,
      slots_used: agents?.onlineLoad ?? 0,
      agents_total: agents?.totalAgents ?? 0,
      agents_online: agents?.onlineAgents ?? 0,
      agents_active: agents?.activeAgents ?? 0,
      agents_draining: agents?.drainingAgents ?? 0,
      agents_drained: agents?.drainedAgents ?? 0,
      agents_disabled: agents?.disabledAgents ?? 0,
      wait_p50_seconds: wait?.p50Seconds ?? null,
      wait_p95_seconds: wait?.p95Seconds ?? null,
      oldest_queued_seconds: queue?.oldestQueuedSeconds ?? null,
      pause: pause ? tierPauseView(pause) : null,
    };
  };
  return {
    at: instant(counts.at),
    queued: counts.queued,
    assigned: counts.assigned,
    running: counts.running,
    on_own_agents: { queued: counts.queuedForOwn, running: counts.heldByOwn },
    finished_last_hour: {
      succeeded: counts.succeeded,
      failed: counts.failed,
      cancelled: counts.cancelled,
      timed_out: counts.timedOut,
      expired: counts.expired,
    },
    open_dead_letters: deadLetters,
    rescue_held: rescueHeldView(silence),
    wait_window_hours: WAIT_WINDOW_HOURS,
    tiers: Object.fromEntries(TIERS.map((tier) => [tier, lane(tier)])) as QueueStats["tiers"],
    top_tenants: tenants.map((tenant) => ({
      tenant_id: tenant.tenantId,
      slug: tenant.slug,
      name: tenant.name,
      queued: tenant.queued,
      running: tenant.running,
      max_tier: tenant.maxTier,
    })),
  };
}

function rescueHeldView({ fleet, silent, held }: FleetSilence): QueueStats["rescue_held"] {
  return held && { fleet, silent, jobs: held.jobs, first_rerun_at: instant(held.firstRerunAt) };
}
