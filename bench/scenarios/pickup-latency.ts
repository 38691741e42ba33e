import { setTimeout as delay } from "node:timers/promises";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import { JobLedger } from "../harness/job-ledger";
import { runRounds } from "../harness/rounds";
import { besideFleet } from "../harness/start-fleet";
import { median, percentile } from "../harness/statistics";
import { openSubmitters, type Submitter } from "../harness/submitter";
import { waitUntil } from "../harness/wait-until";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";
import { takeTurns } from "../seed/take-turns";

const AGENTS = 24;
const TENANTS = 100;
const QUICK_PER_SECOND = 50;
const FULL_PER_SECOND = 300;
const SUBMITTERS = 32;
const CATCH_UP_SECONDS = 20;

/**
 * Milliseconds from the moment a submit is due until an agent has the job, with agents waiting in long polls and submits
 * coming at a fixed rate (300 a second, quick: 50). A submit that could not be sent in time counts from when it was due.
 */
export const pickupLatency: Scenario = {
  name: "pickup-latency",
  async run({ scale, db, server }) {
    const nextTenant = takeTurns(await seedTenants(db, TENANTS));
    const agents = await seedAgents(db, server.port, AGENTS);
    const submitters = await openSubmitters(server.port, SUBMITTERS);
    const perSecond = scale.isQuick ? QUICK_PER_SECOND : FULL_PER_SECOND;
    const ledger = new JobLedger();
    const dueAt = new Map<string, number>();
    let latencies: number[] = [];
    const onClaim = ({ target }: ClaimedJob) => {
      latencies.push(performance.now() - (dueAt.get(target) ?? Number.NaN));
    };
    const round = async (seconds: number) => {
      latencies = [];
      const count = Math.round(seconds * perSecond);
      await submitAtRate(submitters, count, perSecond, async (submitter, due) => {
        const target = `https://bench.example/${dueAt.size}`;
        dueAt.set(target, due);
        await submitter.submit(nextTenant(), target);
      });
      await waitUntil(
        () => latencies.length >= count,
        CATCH_UP_SECONDS,
        () => "all jobs have been picked up",
      );
      return { p95: percentile(latencies, 95), p99: percentile(latencies, 99) };
    };
    const rounds = await besideFleet(agents, { ledger, onClaim }, () => runRounds(scale, round));
    for (const client of [...agents, ...submitters]) client.close();
    await ledger.verify(db);
    if (ledger.endedCount !== dueAt.size) {
      throw new Error(`${dueAt.size} jobs were submitted and ${ledger.endedCount} run.`);
    }
    const p95 = rounds.map((result) => result.p95);
    const p99 = rounds.map((result) => result.p99);
    const how = (percent: number) =>
      `The p${percent} of the time from the moment a submit is due, ${perSecond} a second, until an agent has the job in its hands, over ` +
      `HTTP both ways, with ${AGENTS} agents in long polls; a submit that could not be sent in time counts from when it was due.`;
    return [
      {
        name: "pickup-latency-p95",
        unit: "ms",
        value: median(p95),
        rounds: p95,
        how: how(95),
        target: { atMost: 50 },
      },
      {
        name: "pickup-latency-p99",
        unit: "ms",
        value: median(p99),
        rounds: p99,
        how: how(99),
        target: { atMost: 150 },
      },
    ];
  },
};

/** Starts `count` submits, each when it is due or as soon after as a submitter is free; ends when all are answered. */
async function submitAtRate(
  submitters: readonly Submitter[],
  count: number,
  perSecond: number,
  submit: (submitter: Submitter, dueAt: number) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  let next = 0;
  const work = async (submitter: Submitter) => {
    while (next < count) {
      const due = startedAt + (next++ * 1000) / perSecond;
      const early = due - performance.now();
      if (early > 0) await delay(early);
      await submit(submitter, due);
    }
  };
  await Promise.all(submitters.map(work));
}
