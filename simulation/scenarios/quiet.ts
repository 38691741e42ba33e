import { PLANS, type PlanName, uncapped } from "../plans";
import { percentile } from "../report/percentile";
import type { Scenario } from "./scenario";
import { randomOf, Stage, type StageOptions } from "./stage";

const QUIET_JOBS = 150;
const RATIO_MAX = 2;

/**
 * F4: a tenant with a job now and then hardly notices that another fills the fleet.
 *
 * *Solo* is the same story, job by job of the same lengths, in which the quiet tenant goes before everybody whenever a
 * slot becomes free. That is the least that it can wait when running jobs are not broken off; a fleet without the other
 * tenant would let it wait for nothing, and no ratio could be told.
 */
export const quiet: Scenario = {
  name: "quiet",
  promise: "F4: the quiet tenant's p99 wait is at most twice what it would be if it always went first",
  play(seed, options) {
    const shared = tell(seed, options, false);
    const solo = tell(seed, options, true);
    const [sharedP99, soloP99] = [p99(shared), p99(solo)];
    const ratio = sharedP99 / soloP99;
    const failures =
      ratio > RATIO_MAX ? [`p99 was ${sharedP99.toFixed(2)} s, and ${soloP99.toFixed(2)} s if first`] : [];
    return { stage: shared, figures: { ratio, sharedP99, soloP99 }, failures };
  },
};

function tell(seed: number, options: StageOptions | undefined, isSolo: boolean): Stage {
  const random = randomOf("quiet", seed);
  const slots = random.integer(8, 16);
  const stage = new Stage([{ tier: "shared", tools: ["nmap"], count: 1, slots }], options);
  const noise = random.fork();
  const noiseSeconds = random.between(2, 20);
  stage.addTenant("noisy", uncapped(random.pick(["business", "enterprise"])), 50, () => ({
    tool: "nmap",
    seconds: noiseSeconds * noise.between(0.5, 1.5),
  }));
  const plan: PlanName = random.pick(["team", "business", "enterprise"]);
  const terms = PLANS[plan];
  const first = { ...terms, weight: 1e12 };
  const tenant = stage.addTenant("quiet", isSolo ? first : terms);
  const seconds = random.between(1, 5);
  // A tenth of the fleet's time at most.
  const mean = seconds / (0.05 * slots);
  const lengths = random.fork();
  stage.runSeconds(noiseSeconds);
  stage.arrive(tenant, random.fork(), mean, () => ({
    tool: "nmap",
    seconds: seconds * lengths.between(0.5, 1.5),
  }));
  stage.world.run(() => (stage.recorder.waits.get(tenant)?.length ?? 0) >= QUIET_JOBS);
  return stage;
}

function p99(stage: Stage): number {
  const tenant = stage.world.tenants.get("quiet");
  return percentile(tenant ? stage.recorder.waitsOf([tenant]) : [], 0.99);
}
