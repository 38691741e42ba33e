import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { HEARTBEAT_SECONDS } from "@/lib/domain/job/lease";
import type { BenchAgent } from "../harness/bench-agent";
import { JobLedger } from "../harness/job-ledger";
import { median } from "../harness/statistics";
import { Submitter } from "../harness/submitter";
import { waitUntil } from "../harness/wait-until";
import type { Bench, Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";
import { takeTurns } from "../seed/take-turns";

const QUICK_AGENTS = 200;
const FULL_AGENTS = 1_000;
const QUICK_LOOK_SECONDS = 1;
const FULL_LOOK_SECONDS = 20;
/** An idle session of Postgres keeps its counters to itself for up to 10 s; by then all polls' beginnings are counted. */
const FULL_SETTLE_SECONDS = 11;
const QUICK_SETTLE_SECONDS = 1;
const JOBS_AT_THE_END = 20;
/** As long as agents wait by default behind common proxies. */
const POLL_SECONDS = 30;

interface Look {
  statementsPerSecond: number;
  transactionsPerSecond: number;
  cpuPercent: number;
}

/**
 * What agents cost that wait in long polls of 30 s and send a beat every 10 s (1,000; quick: 200) while nothing is queued;
 * afterwards jobs still reach them.
 */
export const idleAgents: Scenario = {
  name: "idle-agents",
  async run(bench) {
    const { scale, db, server } = bench;
    const [tenant] = await seedTenants(db, 1);
    const agents = await seedAgents(db, server.port, scale.isQuick ? QUICK_AGENTS : FULL_AGENTS);
    const ledger = new JobLedger();
    let isOver = false;
    const polls = Promise.all(agents.map((agent, i) => poll(agent, i / agents.length, ledger, () => isOver)));
    const beaters = await Promise.all(agents.map((agent) => agent.another(server.port)));
    const ending = new AbortController();
    setMaxListeners(0, ending.signal);
    const beats = Promise.all(beaters.map((agent, i) => beat(agent, i / agents.length, ending.signal)));
    const working = Promise.all([polls, beats]);
    const looks = await Promise.race([lookSeveralTimes(bench), working.then(() => [])]);
    const submitter = await Submitter.open(server.port);
    const nextTenant = takeTurns(tenant ? [tenant] : []);
    for (let i = 0; i < JOBS_AT_THE_END; i++) await submitter.submit(nextTenant(), "https://bench.example");
    const haveAllEnded = () => ledger.endedCount >= JOBS_AT_THE_END;
    await Promise.race([waitUntil(haveAllEnded, 10, () => "all jobs reached the waiting agents"), working]);
    isOver = true;
    ending.abort();
    for (const client of [...agents, ...beaters, submitter]) client.close();
    await working;
    await ledger.verify(db);
    const statements = looks.map((look) => look.statementsPerSecond);
    const transactions = looks.map((look) => look.transactionsPerSecond);
    const cpuPercent = looks.map((look) => look.cpuPercent);
    const crowd = `${agents.length.toLocaleString("en-US")} agents wait in long polls and nothing is queued`;
    return [
      {
        name: "idle-agents-queries",
        unit: "statements/s",
        value: median(statements),
        rounds: statements,
        how: `Statements that the server sends a second while ${crowd}: BEGIN and COMMIT, maintenance and what asking for this figure takes among them.`,
        target: { atMost: 20 },
      },
      {
        name: "idle-agents-transactions",
        unit: "transactions/s",
        value: median(transactions),
        rounds: transactions,
        how: `Transactions that the database commits a second while ${crowd}.`,
        target: null,
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
  let waitSeconds = Math.max(1, POLL_SECONDS * (1 - share));
  while (!isOver()) {
    try {
      const job = await agent.claim(waitSeconds);
      waitSeconds = POLL_SECONDS;
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

/** The beats of all agents are evenly spread over time. */
async function beat(agent: BenchAgent, share: number, ending: AbortSignal): Promise<void> {
  const pause = async (seconds: number) =>
    await delay(seconds * 1000, undefined, { signal: ending }).catch(() => {});
  await pause(share * HEARTBEAT_SECONDS);
  while (!ending.aborted) {
    try {
      await agent.beat();
    } catch (error) {
      if (!ending.aborted) throw error;
    }
    await pause(HEARTBEAT_SECONDS);
  }
}

async function lookSeveralTimes({ scale, server, countTransactions }: Bench): Promise<Look[]> {
  await delay((scale.isQuick ? QUICK_SETTLE_SECONDS : FULL_SETTLE_SECONDS) * 1000);
  const seconds = scale.isQuick ? QUICK_LOOK_SECONDS : FULL_LOOK_SECONDS;
  const looks: Look[] = [];
  for (let i = 0; i < (scale.isQuick ? 1 : scale.rounds); i++) {
    const [statements, transactions, cpu, startedAt] = [
      await server.statementsSent(),
      await countTransactions(),
      await server.cpuSeconds(),
      performance.now(),
    ];
    await delay(seconds * 1000);
    const elapsed = (performance.now() - startedAt) / 1000;
    looks.push({
      statementsPerSecond: ((await server.statementsSent()) - statements) / elapsed,
      transactionsPerSecond: ((await countTransactions()) - transactions) / elapsed,
      cpuPercent: (((await server.cpuSeconds()) - cpu) / elapsed) * 100,
    });
  }
  return looks;
}
