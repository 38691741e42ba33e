import { setTimeout as delay } from "node:timers/promises";
import { CLAIM_WAIT_SECONDS_MAX } from "@/lib/domain/job/lease";
import type { BenchAgent } from "../harness/bench-agent";
import { JobLedger } from "../harness/job-ledger";
import { median } from "../harness/statistics";
import { Submitter } from "../harness/submitter";
import type { Bench, Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";
import { takeTurns } from "../seed/take-turns";

const QUICK_AGENTS = 200;
const FULL_AGENTS = 1_000;
const QUICK_LOOK_SECONDS = 2;
const FULL_LOOK_SECONDS = 20;
/** An idle session of Postgres keeps its counters to itself for up to 10 s; by then all polls' beginnings are counted. */
const FULL_SETTLE_SECONDS = 11;
const QUICK_SETTLE_SECONDS = 2;
const JOBS_AT_THE_END = 20;

interface Look {
  transactionsPerSecond: number;
  cpuPercent: number;
}

/** What agents cost that wait in long polls (1,000; quick: 200) while nothing is queued; afterwards jobs still reach them. */
export const idleAgents: Scenario = {
  name: "idle-agents",
  async run(bench) {
    const { scale, db, server } = bench;
    const [tenant] = await seedTenants(db, 1);
    const agents = await seedAgents(db, server.port, scale.isQuick ? QUICK_AGENTS : FULL_AGENTS);
    const ledger = new JobLedger();
    let isOver = false;
    const polls = Promise.all(agents.map((agent, i) => poll(agent, i / agents.length, ledger, () => isOver)));
    const looks = await Promise.race([lookSeveralTimes(bench), polls.then(() => [])]);
    const submitter = await Submitter.open(server.port);
    const nextTenant = takeTurns(tenant ? [tenant] : []);
    for (let i = 0; i < JOBS_AT_THE_END; i++) await submitter.submit(nextTenant(), "https://bench.example");
    await Promise.race([allEnded(ledger), polls]);
    isOver = true;
    for (const client of [...agents, submitter]) client.close();
    await polls;
    await ledger.verify(db);
    const perSecond = looks.map((look) => look.transactionsPerSecond);
    const cpuPercent = looks.map((look) => look.cpuPercent);
    const crowd = `${agents.length.toLocaleString("en-US")} agents wait in long polls and nothing is queued`;
    return [
      {
        name: "idle-agents-transactions",
        unit: "transactions/s",
        value: median(perSecond),
        rounds: perSecond,
        how: `Transactions that the database commits a second while ${crowd}, maintenance among them.`,
        target: { atMost: 20 },
      },
      {
        name: "idle-agents-cpu",
        unit: "% of a core",
        value: median(cpuPercent),
        rounds: cpuPercent,
        how: `CPU time of the server's process while ${crowd}.`,
        target: { atMost: 10 },
      },
    ];
  },
};

/** The first poll is cut short by `share`, so that the polls of all agents end evenly spread over time, not together. */
async function poll(
  agent: BenchAgent,
  share: number,
  ledger: JobLedger,
  isOver: () => boolean,
): Promise<void> {
  let waitSeconds = Math.max(1, CLAIM_WAIT_SECONDS_MAX * (1 - share));
  while (!isOver()) {
    try {
      const job = await agent.claim(waitSeconds);
      waitSeconds = CLAIM_WAIT_SECONDS_MAX;
      if (job === null) continue;
      ledger.noteClaim(job);
      await agent.report(job, "running");
      await agent.report(job, "succeeded");
      ledger.noteEnd();
    } catch (error) {
      // At the end the connections are closed under waiting polls.
      if (!isOver()) throw error;
    }
  }
}

async function lookSeveralTimes({ scale, server, countTransactions }: Bench): Promise<Look[]> {
  await delay((scale.isQuick ? QUICK_SETTLE_SECONDS : FULL_SETTLE_SECONDS) * 1000);
  const seconds = scale.isQuick ? QUICK_LOOK_SECONDS : FULL_LOOK_SECONDS;
  const looks: Look[] = [];
  for (let i = 0; i < (scale.isQuick ? 1 : scale.rounds); i++) {
    const [transactions, cpu, startedAt] = [
      await countTransactions(),
      await server.cpuSeconds(),
      performance.now(),
    ];
    await delay(seconds * 1000);
    const elapsed = (performance.now() - startedAt) / 1000;
    looks.push({
      transactionsPerSecond: ((await countTransactions()) - transactions) / elapsed,
      cpuPercent: (((await server.cpuSeconds()) - cpu) / elapsed) * 100,
    });
  }
  return looks;
}

async function allEnded(ledger: JobLedger): Promise<void> {
  const deadlineAt = performance.now() + 10_000;
  while (ledger.endedCount < JOBS_AT_THE_END) {
    if (performance.now() > deadlineAt) {
      throw new Error(`${ledger.endedCount} of ${JOBS_AT_THE_END} jobs reached the waiting agents.`);
    }
    await delay(10);
  }
}
