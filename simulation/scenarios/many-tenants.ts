import { chargeOf } from "@/lib/domain/queue/fair-share";
import { PLANS, type PlanName } from "../plans";
import { jainIndex } from "../report/jain-index";
import type { Scenario } from "./scenario";
import { randomOf, Stage } from "./stage";

const TENANTS = 200;
const CLAIMS = 1_500;
const SECONDS_MAX = 6;
const JAIN_MIN = 0.95;

/** F1 where each gets few turns: nobody is further from its due than some of the largest jobs. */
export const manyTenants: Scenario = {
  name: "many-tenants",
  promise:
    "F1: of 200 tenants on all plans, with their limits, none of those without a limit falls behind another",
  play(seed, options) {
    const random = randomOf("many-tenants", seed);
    const slots = random.integer(5, 15);
    const stage = new Stage([{ tier: "shared", tools: ["nmap"], count: 4, slots }], options);
    const tenants = Array.from({ length: TENANTS }, (_, i) => {
      const plan: PlanName = random.pick(["free", "free", "team", "business", "enterprise"]);
      const own = random.fork();
      const mean = own.between(1, 4);
      const next = () => ({ tool: "nmap", seconds: mean * own.between(0.5, 1.5) });
      return stage.addTenant(`t${i}`, PLANS[plan], random.integer(2, 5), next);
    });
    stage.runClaims(TENANTS);
    const before = stage.world.served();
    stage.runClaims(CLAIMS);
    const after = stage.world.served();
    const due = tenants.map((tenant) =>
      chargeOf((after.get(tenant) ?? 0) - (before.get(tenant) ?? 0), tenant.terms.weight),
    );
    const jain = jainIndex(due);
    const spread = Math.max(...due) - Math.min(...due);
    const largest = chargeOf(SECONDS_MAX, PLANS.free.weight);
    const failures: string[] = [];
    if (spread > 2 * largest) failures.push(`somebody is ${spread.toFixed(0)} units behind somebody else`);
    if (jain < JAIN_MIN) failures.push(`Jain's index is ${jain.toFixed(3)}`);
    return { stage, figures: { jain, spreadInLargestJobs: spread / largest }, failures };
  },
};
