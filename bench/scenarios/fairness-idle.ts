import { setTimeout as delay } from "node:timers/promises";
import { failWhenEmpty } from "../harness/fail-when-empty";
import { databaseNow, type Span, sumHeldSeconds } from "../harness/held-seconds";
import { JobLedger } from "../harness/job-ledger";
import { worstShareError } from "../harness/share-error";
import { besideFleet } from "../harness/start-fleet";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";
import { setWeight } from "../seed/set-weight";
import { topUpBacklog } from "../seed/top-up-backlog";

const AGENTS = 12;
const JOB_MS = 80;
const STEADY_WEIGHTS = [100, 50];
/** Jobs by which one that is idle later is known to its lane. */
const EARLY_JOBS = 20;
const QUICK = { perTenant: 300, returnWeights: [75], idleMs: 700, jobs: 100 };
const FULL = { perTenant: 4_000, returnWeights: [75, 50, 100], idleMs: 3_000, jobs: 1_200 };

/** F3: tenants that have had jobs long ago come back one after the other, and have a backlog from then on. */
export const fairnessIdle: Scenario = {
  name: "fairness-idle",
  async run({ scale, db, server }) {
    const { perTenant, returnWeights, idleMs, jobs } = scale.isQuick ? QUICK : FULL;
    const allWeights = [...STEADY_WEIGHTS, ...returnWeights];
    const tenants = await seedTenants(db, allWeights.length);
    const weights = new Map(tenants.map(({ id }, i) => [id, allWeights[i] ?? 0]));
    for (const [id, weight] of weights) await setWeight(db, id, weight);
    await topUpBacklog(db, tenants, EARLY_JOBS);
    await topUpBacklog(db, tenants.slice(0, STEADY_WEIGHTS.length), perTenant);
    const agents = await seedAgents(db, server.port, AGENTS);
    const ledger = new JobLedger();
    const fleet = {
      ledger,
      onEmpty: failWhenEmpty,
      work: () => delay(JOB_MS * (0.5 + Math.random())),
    };
    const returns = tenants.slice(STEADY_WEIGHTS.length);
    const spans = await besideFleet(agents, fleet, async () => {
      const measured: Span[] = [];
      for (const tenant of returns) {
        await delay(idleMs);
        const from = await databaseNow(db);
        await topUpBacklog(db, [tenant], perTenant / 2);
        await ledger.untilEnded(ledger.endedCount + jobs);
        measured.push({ from, to: await databaseNow(db) });
      }
      return measured;
    });
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    const errors: number[] = [];
    const parts: number[] = [];
    for (const [i, span] of spans.entries()) {
      const present = [...weights].slice(0, STEADY_WEIGHTS.length + i + 1);
      const { byTenant } = await sumHeldSeconds(db, span);
      errors.push(worstShareError(byTenant, new Map(present)) * 100);
      parts.push(partOf(byTenant, present));
    }
    const times = parts.map((part) => part.toFixed(2)).join(", ");
    return [
      {
        name: "fairness-idle",
        unit: "%",
        value: Math.max(...errors),
        rounds: errors,
        how:
          `F3: beside saturated tenants of weight ${STEADY_WEIGHTS.join(" and ")}, others of weight ${returnWeights.join(", ")} come back one after the other, idle for ` +
          `${idleMs / 1000} s and more, and ask for all they can get; in the ${jobs.toLocaleString("en-US")} jobs after a return, by how much the tenant farthest off has more ` +
          `or less agent-seconds than its weight gives it, of that; the worst return. Those that came back had ${times} times their part.`,
        target: { atMost: 5 },
      },
    ];
  },
};

/** What the last of these tenants had, as a multiple of its part by weight. */
function partOf(had: ReadonlyMap<string, number>, present: readonly (readonly [string, number])[]): number {
  const all = present.reduce((sum, [id]) => sum + (had.get(id) ?? 0), 0);
  const allWeights = present.reduce((sum, [, weight]) => sum + weight, 0);
  const [id, weight] = present.at(-1) ?? ["", 0];
  return (had.get(id) ?? 0) / all / (weight / allWeights);
}
