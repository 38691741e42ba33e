import { setTimeout as delay } from "node:timers/promises";
import { JobLedger } from "../harness/job-ledger";
import { runFleet } from "../harness/run-fleet";
import { openSubmitters, type Submitter } from "../harness/submitter";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";
import { takeTurns } from "../seed/take-turns";

const QUICK_JOBS = 100;
const FULL_JOBS = 100_000;
/** Enough that no tenant meets its plan's 500 submits a minute. */
const TENANTS = 400;
const AGENTS = 24;
const SUBMITTERS = 8;
/** Jobs between submit and end at most, so that the queue stays short. */
const UNDERWAY_MAX = 200;

/** The server's memory after 100,000 jobs (quick: 100) were submitted, claimed and ended over HTTP, and its growth in their second half. */
export const memory: Scenario = {
  name: "memory",
  async run({ scale, db, server }) {
    const jobs = scale.isQuick ? QUICK_JOBS : FULL_JOBS;
    const nextTenant = takeTurns(await seedTenants(db, TENANTS));
    const agents = await seedAgents(db, server.port, AGENTS);
    const submitters = await openSubmitters(server.port, SUBMITTERS);
    const ledger = new JobLedger();
    let submitted = 0;
    const submitUntil = async (count: number, submitter: Submitter) => {
      while (submitted < count) {
        if (submitted - ledger.endedCount >= UNDERWAY_MAX) {
          await delay(1);
          continue;
        }
        submitted += 1;
        await submitter.submit(nextTenant(), "https://bench.example");
      }
    };
    const runUntil = async (count: number) => {
      await Promise.all([
        runFleet(agents, { ledger, isOver: () => ledger.endedCount >= count }),
        ...submitters.map((submitter) => submitUntil(count, submitter)),
      ]);
      return await server.residentMebibytes();
    };
    const half = await runUntil(jobs / 2);
    const whole = await runUntil(jobs);
    for (const client of [...agents, ...submitters]) client.close();
    await ledger.verify(db);
    if (ledger.endedCount !== jobs)
      throw new Error(`${jobs} jobs were submitted and ${ledger.endedCount} run.`);
    return [
      {
        name: "memory",
        unit: "MiB",
        value: whole,
        how: `Resident memory of the server's process after ${jobs.toLocaleString("en-US")} jobs were submitted, claimed and ended over HTTP.`,
        // 300 MB.
        target: { atMost: 286 },
      },
      {
        name: "memory-growth",
        unit: "MiB",
        value: whole - half,
        how: "What it grew by in the second half of these jobs.",
        target: { atMost: 30 },
      },
    ];
  },
};
