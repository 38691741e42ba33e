/**
 * The figures that a Prometheus server scrapes: queue and fleet as the database has them now, the same from every
 * process, and this process's own memory, event loop and connections.
 * Processes that are scraped within a second of each other share one reading of the queue's tables.
 */
import type pg from "pg";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { workerSlot } from "@/lib/config/worker-slot";
import { listQueueByTierAcrossTenants } from "@/lib/db/admin-jobs/list-queue-by-tier";
import { listTierFiguresAcrossTenants } from "@/lib/db/agents/list-tier-figures";
import { countOpenDeadLettersAcrossTenants } from "@/lib/db/dead-letters/count-open-dead-letters";
import { poolBeside, statementsSent } from "@/lib/db/pool";
import { listCheckResultsAcrossTenants } from "@/lib/db/queue-repair/check-results";
import { POOL_USES } from "@/lib/db/split-connections";
import { countAgentsAcrossTenants } from "@/lib/db/stats/count-agents";
import { sumSubmittedJobsAcrossTenants } from "@/lib/db/stats/sum-submitted-jobs";
import { listTierPauses } from "@/lib/db/tier-pauses/list-tier-pauses";
import { AGENT_HEALTHS } from "@/lib/domain/agent/liveness";
import { TIERS } from "@/lib/domain/tier/tier";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import type { Context } from "@/lib/services/context";
import { readFleetSilence } from "@/lib/services/operations/read-fleet-silence";

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
  const state = ephemeralState(ctx.db);
  const figures = await state.shared("metrics", () => readFigures(ctx.db));
  addQueue(figures, gauge);
  addFleet(figures, gauge);
  await addSilence(ctx.db, gauge);
  await addPauses(ctx.db, gauge);
  await addFaults(ctx.db, gauge);
  const isRedisUp = state.isRedisUp();
  if (isRedisUp !== null) {
    gauge("muster_redis_up", "1: Redis answers; 0: its part is done by Postgres").set(isRedisUp ? 1 : 0);
  }
  new Counter({ name: "muster_jobs_submitted_total", help: "Jobs ever submitted", registers: [scrape] }).inc(
    figures.submitted,
  );
  const own = new Registry();
  own.setDefaultLabels(OWN_LABELS);
  addConnections(ctx.db, own);
  const texts = await Promise.all([processFigures, own, scrape].map((registry) => registry.metrics()));
  return texts.join("\n");
}

type Figures = Awaited<ReturnType<typeof readFigures>>;

async function readFigures(db: pg.Pool) {
  return {
    backlog: await listQueueByTierAcrossTenants(db),
    tiers: await listTierFiguresAcrossTenants(db),
    agents: await countAgentsAcrossTenants(db),
    submitted: await sumSubmittedJobsAcrossTenants(db),
  };
}

type NewGauge = (name: string, help: string, labelNames?: string[]) => Gauge;

function addQueue({ backlog }: Figures, gauge: NewGauge): void {
  const queued = gauge("muster_jobs_queued", "Jobs waiting, by the best tier they may run on", ["tier"]);
  const oldest = gauge("muster_jobs_oldest_queued_seconds", "Age of the oldest waiting job; 0 without one", [
    "tier",
  ]);
  for (const tier of TIERS) {
    const row = backlog.find((candidate) => candidate.tier === tier);
    queued.set({ tier }, row?.waiting ?? 0);
    oldest.set({ tier }, row?.oldestQueuedSeconds ?? 0);
  }
}

function addFleet(figures: Figures, gauge: NewGauge): void {
  const running = gauge("muster_jobs_running", "Jobs with a live lease, by the tier of the agent", ["tier"]);
  const slots = gauge("muster_agent_slots", "Slots of agents that are online and active", ["tier", "state"]);
  const agents = gauge("muster_agents", "Platform agents by tier and health", ["tier", "health"]);
  for (const row of figures.tiers) {
    running.set({ tier: row.tier }, row.currentLoad);
    slots.set({ tier: row.tier, state: "free" }, row.availableSlots);
    slots.set({ tier: row.tier, state: "used" }, row.onlineLoad);
  }
  for (const tier of TIERS) for (const health of AGENT_HEALTHS) agents.set({ tier, health }, 0);
  for (const row of figures.agents) agents.set({ tier: row.tier, health: row.health }, row.agents);
}

async function addSilence(db: pg.Pool, gauge: NewGauge): Promise<void> {
  const { fleet, silent, held } = await readFleetSilence(db);
  gauge("muster_rescue_held", "1 while over half the fleet is silent and its jobs are not run again").set(
    held ? 1 : 0,
  );
  gauge("muster_rescue_held_jobs", "Jobs of silent agents that are kept because of that").set(
    held?.jobs ?? 0,
  );
  const agents = gauge(
    "muster_fleet_agents",
    "Platform agents that have not left and are not given up, by whether they were heard within a lease",
    ["state"],
  );
  agents.set({ state: "heard" }, fleet - silent);
  agents.set({ state: "silent" }, silent);
}

async function addPauses(db: pg.Pool, gauge: NewGauge): Promise<void> {
  const paused = gauge("muster_tier_paused", "1 while the tier's agents get no new work", ["tier"]);
  const pauses = await listTierPauses(db);
  for (const tier of TIERS) paused.set({ tier }, pauses.some((row) => row.tier === tier) ? 1 : 0);
}

function addConnections(db: pg.Pool, own: Registry): void {
  const connections = new Gauge({
    name: "muster_database_connections",
    help: "Connections of this process's pools",
    labelNames: ["pool", "state"],
    registers: [own],
  });
  const waiting = new Gauge({
    name: "muster_database_waiting",
    help: "Callers waiting for a connection of this process",
    labelNames: ["pool"],
    registers: [own],
  });
  const statements = new Counter({
    name: "muster_database_statements_total",
    help: "Statements that this process has sent, BEGIN and COMMIT among them",
    labelNames: ["pool"],
    registers: [own],
  });
  for (const use of POOL_USES) {
    const asked = poolBeside(db, use);
    const { totalCount, idleCount, waitingCount } = asked;
    statements.inc({ pool: use }, statementsSent(asked));
    connections.set({ pool: use, state: "open" }, totalCount);
    connections.set({ pool: use, state: "idle" }, idleCount);
    waiting.set({ pool: use }, waitingCount);
  }
}

async function addFaults(db: pg.Pool, gauge: NewGauge): Promise<void> {
  gauge("muster_dead_letters_open", "Jobs that agents died of and that no admin has looked at").set(
    await countOpenDeadLettersAcrossTenants(db),
  );
  const faults = gauge("muster_queue_faults", "Faults in the queue's tables at the last check", ["check"]);
  const age = gauge("muster_queue_check_age_seconds", "Time since the last check for faults", ["check"]);
  for (const { name, ...row } of await listCheckResultsAcrossTenants(db)) {
    faults.set({ check: name }, row.faults);
    age.set({ check: name }, row.ageSeconds);
  }
}
