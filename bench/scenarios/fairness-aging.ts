import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import type { BenchAgent } from "../harness/bench-agent";
import { JobLedger } from "../harness/job-ledger";
import { ownerOf, TARGET_PREFIX } from "../harness/job-owner";
import { runFleet } from "../harness/run-fleet";
import { besideFleet } from "../harness/start-fleet";
import { Submitter } from "../harness/submitter";
import type { Bench, Scenario } from "../scenario";
import { ageJob } from "../seed/age-job";
import { seedAgents } from "../seed/seed-agents";
import { type SeededTenant, seedTenants } from "../seed/seed-tenants";
import { takeTurns } from "../seed/take-turns";

/** What parts the plans, 75 points of priority base, is worth 75 minutes. */
const OLD_MINUTES = 76;
const YOUNG_MINUTES = 74;
const AGENTS = 16;
const JOB_MS = 200;
/** Enterprise jobs that wait at any moment, each of another tenant: for one that goes, the next one comes. */
const LINE = 12;
const QUICK = { trials: 3, comers: 200, settleMs: 200, lineMs: 1_300, frees: 2 };
const FULL = { trials: 100, comers: 2_500, settleMs: 3_000, lineMs: 25_000, frees: 20 };

/** F3: whether age counts as much as it is said to, and whether a Free job goes however many of a higher plan come after it. */
export const fairnessAging: Scenario = {
  name: "fairness-aging",
  async run(bench) {
    const { scale, db, server } = bench;
    const { trials } = scale.isQuick ? QUICK : FULL;
    // All of the tier that every plan may use.
    const agents = await seedAgents(db, server.port, AGENTS, { tiers: ["shared"] });
    const ledger = new JobLedger();
    const right = await playPairs(bench, agents.slice(0, 1), ledger, trials);
    const waits = await playLine(bench, agents, ledger);
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    return [
      {
        name: "fairness-aging",
        unit: "% of pairs",
        value: (right / (2 * trials)) * 100,
        how:
          `F3: a Free and an Enterprise tenant with equal shares have a job each for one agent; of ${trials} pairs with the Free job ` +
          `${OLD_MINUTES} minutes older and ${trials} with it ${YOUNG_MINUTES} minutes older, those in which it went first and last, respectively.`,
        target: { atLeast: 100 },
      },
      {
        name: "fairness-aging-line",
        unit: "s",
        value: Math.max(...waits),
        how:
          `F3: the longest that any of ${waits.length} Free jobs waited while ${LINE} Enterprise jobs of as many tenants wait at any moment for ` +
          `${AGENTS} agents, all busy, and another tenant comes for each that goes. By plan and age alone none would go before 75 minutes.`,
        target: { atMost: 5 },
      },
    ];
  },
};

/** Answers in how many pairs the right one went first. */
async function playPairs(
  { db, server }: Bench,
  agent: readonly BenchAgent[],
  ledger: JobLedger,
  trials: number,
): Promise<number> {
  const nextFree = takeTurns(await seedTenants(db, 2 * trials, "free"));
  const nextEnterprise = takeTurns(await seedTenants(db, 2 * trials));
  const submitter = await Submitter.open(server.port);
  let right = 0;
  for (let i = 0; i < 2 * trials; i++) {
    const [free, enterprise] = [nextFree(), nextEnterprise()];
    const minutes = i % 2 === 0 ? OLD_MINUTES : YOUNG_MINUTES;
    // For the same agents, so that both stand in one line.
    await ageJob(db, await submitter.submit(free, targetOf(free), "shared"), minutes);
    await submitter.submit(enterprise, targetOf(enterprise), "shared");
    const order: string[] = [];
    await runFleet(agent, {
      ledger,
      isOver: () => order.length === 2,
      onClaim: (job) => order.push(ownerOf(job)),
    });
    if (order[0] === (minutes === OLD_MINUTES ? free.id : enterprise.id)) right += 1;
  }
  submitter.close();
  return right;
}

/** Answers how long each Free job waited, in seconds. */
async function playLine(
  { scale, db, server }: Bench,
  agents: readonly BenchAgent[],
  ledger: JobLedger,
): Promise<number[]> {
  const { comers, settleMs, lineMs, frees: freeCount } = scale.isQuick ? QUICK : FULL;
  const nextComer = takeTurns(await seedTenants(db, comers));
  const frees = await seedTenants(db, freeCount, "free");
  // Each has two jobs: one with which it comes, and one after it.
  const nextFree = takeTurns(frees.flatMap((tenant) => [tenant, tenant]));
  const taken = new Map<string, () => void>();
  let isOver = false;
  /** Has one job waiting, and when that goes, the next. */
  const wait = async (nextTenant: () => SeededTenant) => {
    const submitter = await Submitter.open(server.port);
    while (!isOver) {
      const tenant = nextTenant();
      const goes = new Promise<void>((resolve) => taken.set(tenant.id, resolve));
      await submitter.submit(tenant, targetOf(tenant));
      await goes;
    }
    submitter.close();
  };
  const fleet = {
    ledger,
    onClaim: (job: ClaimedJob) => taken.get(ownerOf(job))?.(),
    work: () => delay(JOB_MS * (0.5 + Math.random())),
  };
  await besideFleet(agents, fleet, async () => {
    const line = Array.from({ length: LINE }, () => wait(nextComer));
    await Promise.race([delay(settleMs), ...line]);
    const waiting = [...line, wait(nextFree)];
    await Promise.race([delay(lineMs), ...waiting]);
    isOver = true;
    for (const go of taken.values()) go();
    await Promise.all(waiting);
  });
  return await waitsOf(db, frees);
}

function targetOf(tenant: SeededTenant): string {
  return `${TARGET_PREFIX}${tenant.id}`;
}

/** Seconds from queued to assigned; of a job that has not gone, until now. */
async function waitsOf(db: pg.Pool, tenants: readonly SeededTenant[]): Promise<number[]> {
  const { rows } = await db.query<{ waited: number }>(
    `SELECT extract(epoch FROM COALESCE(a.assigned_at, clock_timestamp()) - j.queued_at)::float8 AS waited
       FROM jobs j LEFT JOIN attempts a ON a.job_id = j.id WHERE j.tenant_id = ANY ($1::uuid[])`,
    [tenants.map(({ id }) => id)],
  );
  return rows.map(({ waited }) => waited);
}
