import { setTimeout as delay } from "node:timers/promises";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import { failWhenEmpty } from "../harness/fail-when-empty";
import { databaseNow, sumHeldSeconds } from "../harness/held-seconds";
import { JobLedger } from "../harness/job-ledger";
import { ownerOf } from "../harness/job-owner";
import { worstShareError } from "../harness/share-error";
import { besideFleet } from "../harness/start-fleet";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";
import { setWeight } from "../seed/set-weight";
import { topUpBacklog } from "../seed/top-up-backlog";

/** Enough that a job of five seconds is a small part of what all do in the window. */
const AGENTS = 20;
/** Not below the least that a job costs (COST_SECONDS_MIN): what is shorter has less than its share by that rule. */
const SHORT_MS = 50;
/** A hundred times as long, also with what agent and server need besides; quick: ten times, as a window must hold several of them. */
const FULL_LONG_MS = 5_500;
const QUICK_LONG_MS = 550;
const WEIGHTS = [25, 50, 75, 100];
const QUICK = { perTenant: 600, settleMs: 200, windowMs: 900 };
const FULL = { perTenant: 30_000, settleMs: 20_000, windowMs: 100_000 };

/** F1: four saturated tenants of the weights of the four plans, every other one with jobs a hundred times as long. */
export const fairnessShare: Scenario = {
  name: "fairness-share",
  async run({ scale, db, server }) {
    const { perTenant, settleMs, windowMs } = scale.isQuick ? QUICK : FULL;
    const longMs = scale.isQuick ? QUICK_LONG_MS : FULL_LONG_MS;
    const tenants = await seedTenants(db, WEIGHTS.length);
    const weights = new Map(tenants.map(({ id }, i) => [id, WEIGHTS[i] ?? 0]));
    for (const [id, weight] of weights) await setWeight(db, id, weight);
    const lengths = new Map(tenants.map(({ id }, i) => [id, i % 2 === 0 ? SHORT_MS : longMs]));
    await topUpBacklog(db, tenants, perTenant);
    const agents = await seedAgents(db, server.port, AGENTS);
    const ledger = new JobLedger();
    const work = (job: ClaimedJob) => delay(lengths.get(ownerOf(job)));
    const window = await besideFleet(agents, { ledger, onEmpty: failWhenEmpty, work }, async () => {
      await delay(settleMs);
      const from = await databaseNow(db);
      await delay(windowMs);
      return { from, to: await databaseNow(db) };
    });
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    const { byTenant, lengths: heldFor, claims } = await sumHeldSeconds(db, window);
    const error = worstShareError(byTenant, weights);
    const held = [...heldFor.values()]
      .sort((a, b) => a - b)
      .map((seconds) => `${(seconds * 1000).toFixed(0)} ms`);
    return [
      {
        name: "fairness-share",
        unit: "%",
        value: error * 100,
        how:
          `F1: ${AGENTS} agents over HTTP sleep for their jobs, ${SHORT_MS} ms for the tenants of weight 25 and 75, ${longMs} ms for ` +
          `those of 50 and 100, all saturated; by how much the tenant farthest off has more or less agent-seconds than ` +
          `its weight gives it, of that, counted from assignment to end by the database, in ${windowMs / 1000} s and ${claims.toLocaleString("en-US")} claims. ` +
          `With what agents and server need besides, a job was held for ${held.join(", ")}.`,
        target: { atMost: 5 },
      },
    ];
  },
};
