import { uncapped } from "../plans";
import type { Tenant } from "../world/tenant";
import { envyOf } from "./envy";
import type { Scenario } from "./scenario";
import { randomOf, Stage } from "./stage";

const CLAIMS = 700;
/** They have had more than the others, so these come first, but not for all that was before. */
const SPILL_OVER_SECONDS_MAX = 60;
const ENVY_MAX = 1.15;

/** F6: the better tier first, the next at once when it is full or gone, and nothing lost with the agents that go. */
export const tierOutage: Scenario = {
  name: "tier-outage",
  promise: "F6: the best tier that has a slot, always; the loss of one loses no job and no share",
  play(seed, options) {
    const random = randomOf("tier-outage", seed);
    const tools = ["nmap"];
    const stage = new Stage(
      [
        { tier: "shared", tools, count: 2, slots: random.integer(2, 5) },
        { tier: "dedicated", tools, count: 1, slots: random.integer(2, 4) },
        { tier: "premium", tools, count: 1, slots: random.pick([4, 8, 24]) },
      ],
      options,
    );
    const own = random.fork();
    const next = () => ({ tool: "nmap", seconds: own.between(1, 4) });
    const tenants = (["free", "free", "team", "business", "enterprise", "enterprise"] as const).map(
      (plan, i) => stage.addTenant(`${plan}${i}`, uncapped(plan), 30, next),
    );
    const figures: Record<string, number> = {};
    const failures: string[] = [];
    const measure = (name: string) => {
      const envy = envyOf(stage, tenants, CLAIMS);
      figures[name] = envy;
      if (envy > ENVY_MAX)
        failures.push(`${name}: somebody had ${envy.toFixed(2)} times the due of another on agents of both`);
    };
    stage.runClaims(300);
    measure("before");
    stage.world.setOnline("premium", false);
    const firstWait = firstWaitOf(stage, tenants.slice(4));
    figures.spillOverSeconds = firstWait;
    if (firstWait > SPILL_OVER_SECONDS_MAX)
      failures.push(`nobody of the lost tier got a job elsewhere for ${firstWait.toFixed(0)} s`);
    stage.runClaims(400);
    measure("during");
    stage.world.setOnline("premium", true);
    stage.runClaims(300);
    measure("after");
    return { stage, figures, failures };
  },
};

/** How long it takes until one of these starts a job. */
function firstWaitOf(stage: Stage, tenants: readonly Tenant[]): number {
  const since = stage.world.now;
  let hasStarted = false;
  stage.onStart(({ tenant }) => {
    hasStarted ||= tenants.includes(tenant);
  });
  stage.world.run(() => hasStarted);
  return stage.world.now - since;
}
