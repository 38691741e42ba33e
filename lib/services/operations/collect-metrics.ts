/**
 * The figures that a Prometheus server scrapes: queue and fleet as the database has them now, the same from every
 * process, and this process's own memory, event loop and connections.
 *
 * Assumes scrapes some seconds apart: each reads the queue's tables once.
 */
import type pg from "pg";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { workerSlot } from "@/lib/config/worker-slot";
import { listQueueByTierAcrossTenants } from "@/lib/db/admin-jobs/list-queue-by-tier";
import { listTierFiguresAcrossTenants } from "@/lib/db/agents/list-tier-figures";
import { countAgentsAcrossTenants } from "@/lib/db/stats/count-agents";
import { sumSubmittedJobsAcrossTenants } from "@/lib/db/stats/sum-submitted-jobs";
import { AGENT_HEALTHS } from "@/lib/domain/agent/liveness";
import { TIERS } from "@/lib/domain/tier/tier";
import type { Context } from "@/lib/services/context";

/** Where several processes serve, each answers for itself, and a scrape reaches any of them. */
const OWN_LABELS = workerSlot === null ? {} : { worker: String(workerSlot) };

let processFigures: Registry | null = null;

/** The text of one scrape, in the Prometheus exposition format. */
export async function collectMetrics(ctx: Context): Promise<string> {
  if (processFigures === null) {
    processFigures = new Registry();
    processFigures.setDefaultLabels(OWN_LABELS);
    collectDefaultMetrics({ register: processFigures });
  }
  const scrape = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [scrape] });
  await addQueue(ctx.db, gauge);
  await addFleet(ctx.db, gauge);
  new Counter({ name: "muster_jobs_submitted_total", help: "Jobs ever submitted", registers: [scrape] }).inc(
    await sumSubmittedJobsAcrossTenants(ctx.db),
  );
  const own = new Registry();
  own.setDefaultLabels(OWN_LABELS);
  addConnections(ctx.db, own);
  const texts = await Promise.all([processFigures, own, scrape].map((registry) => registry.metrics()));
  return texts.join("\n");
}

type NewGauge = (name: string, help: string, labelNames?: string[]) => Gauge;

async function addQueue(db: pg.Pool, gauge: NewGauge): Promise<void> {
  const queued = gauge("muster_jobs_queued", "Jobs waiting, by the best tier they may run on", ["tier"]);
  const oldest = gauge("muster_jobs_oldest_queued_seconds", "Age of the oldest waiting job; 0 without one", [
    "tier",
  ]);
  const backlog = await listQueueByTierAcrossTenants(db);
  for (const tier of TIERS) {
    const row = backlog.find((candidate) => candidate.tier === tier);
    queued.set({ tier }, row?.waiting ?? 0);
    oldest.set({ tier }, row?.oldestQueuedSeconds ?? 0);
  }
}

async function addFleet(db: pg.Pool, gauge: NewGauge): Promise<void> {
  const running = gauge("muster_jobs_running", "Jobs with a live lease, by the tier of the agent", ["tier"]);
  const slots = gauge("muster_agent_slots", "Slots of agents that are online and active", ["tier", "state"]);
  const agents = gauge("muster_agents", "Platform agents by tier and health", ["tier", "health"]);
  for (const row of await listTierFiguresAcrossTenants(db)) {
    running.set({ tier: row.tier }, row.currentLoad);
    slots.set({ tier: row.tier, state: "free" }, row.availableSlots);
    slots.set({ tier: row.tier, state: "used" }, row.onlineLoad);
  }
  for (const tier of TIERS) for (const health of AGENT_HEALTHS) agents.set({ tier, health }, 0);
  for (const row of await countAgentsAcrossTenants(db))
    agents.set({ tier: row.tier, health: row.health }, row.agents);
}

function addConnections(db: pg.Pool, own: Registry): void {
  const connections = new Gauge({
    name: "muster_database_connections",
    help: "Connections of this process's pool",
    labelNames: ["state"],
    registers: [own],
  });
  connections.set({ state: "open" }, db.totalCount);
  connections.set({ state: "idle" }, db.idleCount);
  new Gauge({
    name: "muster_database_waiting",
    help: "Callers waiting for a connection of this process's pool",
    registers: [own],
  }).set(db.waitingCount);
}
