import { type PlanName, uncapped } from "../plans";
import type { Random } from "../random";
import type { Scenario } from "./scenario";
import { SHARE_ERROR_MAX, shareErrors, worst } from "./share-errors";
import { randomOf, Stage } from "./stage";

const SHORT_SECONDS = 1;
const LONG_SECONDS = 100;
const WARM_UP_LONG_JOBS = 6;
/** Fewer of the longest jobs cannot be dealt out to within five percent, as they cannot be divided. */
const LONG_JOBS = 45;
const PAIRS: [[PlanName, PlanName], ...[PlanName, PlanName][]] = [
  ["free", "free"],
  ["free", "team"],
  ["team", "business"],
  ["business", "enterprise"],
  ["enterprise", "team"],
  ["enterprise", "free"],
];

/** F1 at its hardest: one tenant's jobs are a hundred times as long as the other's, and it gets no more by that. */
export const hog: Scenario = {
  name: "hog",
  promise: "F1: shares of agent-seconds follow the weights with lengths of 100 to 1",
  play(seed, options) {
    const random = randomOf("hog", seed);
    const slots = random.integer(2, 6);
    const stage = new Stage([{ tier: "shared", tools: ["nmap"], count: 1, slots }], options);
    const [longPlan, shortPlan] = random.pick(PAIRS);
    const long = stage.addTenant("long", uncapped(longPlan), 20, jobs(random.fork(), LONG_SECONDS));
    const short = stage.addTenant("short", uncapped(shortPlan), 20, jobs(random.fork(), SHORT_SECONDS));
    let longJobs = 0;
    stage.onStart(({ tenant }) => {
      if (tenant === long) longJobs += 1;
    });
    stage.world.run(() => longJobs >= WARM_UP_LONG_JOBS);
    const before = stage.world.served();
    stage.world.run(() => longJobs >= WARM_UP_LONG_JOBS + LONG_JOBS);
    const shareError = worst(shareErrors([long, short], before, stage.world.served()));
    const failures = shareError > SHARE_ERROR_MAX ? [`a share was ${shareError.toFixed(3)} off`] : [];
    return { stage, figures: { shareError }, failures };
  },
};

function jobs(random: Random, seconds: number) {
  return () => ({ tool: "nmap", seconds: seconds * random.between(0.5, 1.5) });
}
