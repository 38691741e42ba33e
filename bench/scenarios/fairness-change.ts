import { setTimeout as delay } from "node:timers/promises";
import type * as z from "zod";
import type { UpdateTenantBody } from "@/lib/contracts/tenant";
import type { PlanSlug } from "@/lib/domain/plan/plan-slug";
import { BenchAdmin } from "../harness/bench-admin";
import { countStaleClaims, keepClaimWeights, type WeightChange } from "../harness/claim-weights";
import { failWhenEmpty } from "../harness/fail-when-empty";
import { databaseNow, type Span, sumHeldSeconds } from "../harness/held-seconds";
import { JobLedger } from "../harness/job-ledger";
import { worstShareError } from "../harness/share-error";
import { besideFleet } from "../harness/start-fleet";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { type SeededTenant, seedTenants } from "../seed/seed-tenants";
import { topUpBacklog } from "../seed/top-up-backlog";

/** Each with the weight that it leads to. */
interface Change {
  weight: number;
  body: z.input<typeof UpdateTenantBody>;
}

const AGENTS = 24;
const JOB_MS = 150;
/** The first one's weight changes. */
const TENANTS: readonly { plan: PlanSlug; weight: number }[] = [
  { plan: "team", weight: 50 },
  { plan: "free", weight: 25 },
  { plan: "business", weight: 75 },
  { plan: "enterprise", weight: 100 },
];
/**
 * `cycles`: how often all changes are made one after the other, before they are made once more to measure the shares.
 *
 * A point of weight is a minute of waiting as well, so that a change of 100 moves its tenant once by what two agent-seconds
 * cost. What is measured after a change is a hundred times as much.
 */
const QUICK = { perTenant: 400, settleMs: 300, cycles: 1, jobs: 40 };
const FULL = { perTenant: 10_000, settleMs: 2_000, cycles: 10, jobs: 1_300 };
/** From one change of a cycle to the next, in jobs of all. */
const CYCLE_JOBS = 10;
const OVERRIDE = "platform_agents:priority_base";
/** Together they lead back to where they began. */
const CHANGES: readonly Change[] = [
  { weight: 150, body: { plan: "team", limits_override: { [OVERRIDE]: { value: 150, reason: "bench" } } } },
  { weight: 50, body: { limits_override: { [OVERRIDE]: null } } },
  { weight: 100, body: { plan: "enterprise" } },
  { weight: 25, body: { plan: "free" } },
];

/** F5: an admin changes override and plan of a tenant with a long backlog over HTTP, while four saturated tenants share a fleet. */
export const fairnessChange: Scenario = {
  name: "fairness-change",
  async run({ scale, db, server }) {
    const { perTenant, settleMs, cycles, jobs } = scale.isQuick ? QUICK : FULL;
    const tenants: SeededTenant[] = [];
    for (const { plan } of TENANTS) tenants.push(...(await seedTenants(db, 1, plan)));
    const weights = new Map(tenants.map(({ id }, i) => [id, TENANTS[i]?.weight ?? 0]));
    const [changing] = tenants;
    if (!changing) throw new Error("There is no tenant.");
    await topUpBacklog(db, tenants, perTenant);
    await keepClaimWeights(db);
    // All of the tier that every plan may use, so that nothing but the weight decides.
    const agents = await seedAgents(db, server.port, AGENTS, { tiers: ["shared"] });
    const admin = await BenchAdmin.open(db, server.port);
    const ledger = new JobLedger();
    const changes: WeightChange[] = [];
    const change = async ({ body, weight }: Change): Promise<string> => {
      const askedAt = await databaseNow(db);
      await admin.send("PATCH", `tenants/${changing.id}`, body);
      const answeredAt = await databaseNow(db);
      changes.push({ askedAt, answeredAt, weight });
      return answeredAt;
    };
    const fleet = {
      ledger,
      onEmpty: failWhenEmpty,
      work: () => delay(JOB_MS * (0.5 + Math.random())),
    };
    const spans = await besideFleet(agents, fleet, async () => {
      await delay(settleMs);
      for (let i = 0; i < cycles; i++) {
        for (const each of CHANGES) {
          await change(each);
          await ledger.untilEnded(ledger.endedCount + CYCLE_JOBS);
        }
      }
      const measured: (Span & { weight: number })[] = [];
      for (const each of CHANGES) {
        const from = await change(each);
        await ledger.untilEnded(ledger.endedCount + jobs);
        measured.push({ from, to: await databaseNow(db), weight: each.weight });
      }
      return measured;
    });
    for (const client of [admin, ...agents]) client.close();
    await ledger.verify(db);
    const { claims, stale } = await countStaleClaims(db, changing.id, changes);
    const errors: number[] = [];
    for (const { weight, ...span } of spans) {
      const { byTenant } = await sumHeldSeconds(db, span);
      errors.push(worstShareError(byTenant, new Map(weights).set(changing.id, weight)) * 100);
    }
    return [
      {
        name: "fairness-change",
        unit: "claims",
        value: stale,
        how:
          `F5: the jobs that a tenant with ${perTenant.toLocaleString("en-US")} waiting was given by an old weight after the PATCH of its override or plan had been ` +
          `answered, of ${claims.toLocaleString("en-US")} given after ${changes.length} such changes; the weight is what the database says each was charged by.`,
        target: { atMost: 0 },
      },
      {
        name: "fairness-change-share",
        unit: "%",
        value: Math.max(...errors),
        rounds: errors,
        how:
          `F5: in the ${jobs.toLocaleString("en-US")} jobs after each of ${CHANGES.length} such answers (an override granted and taken away, a higher and a lower plan: ` +
          `weight ${CHANGES.map(({ weight }) => weight).join(", ")}), by how much the tenant farthest off of four, all saturated, has more or less agent-seconds ` +
          "than the weights of then give it, of that; the worst change.",
        target: { atMost: 5 },
      },
    ];
  },
};
