import { type PlanName, uncapped } from "../plans";
import { roundsBefore } from "./newcomer-rounds";
import type { Scenario } from "./scenario";
import { randomOf, Stage } from "./stage";

const NEWCOMERS = 5;
const JOB_SECONDS_MAX = 0.4;
/** One round, and what the estimates of running jobs are wrong by: each may be taken for five of the longest. */
const ROUNDS_MAX = 2.5;
const PLANS: [PlanName, ...PlanName[]] = ["free", "team", "business", "enterprise"];

/** F2 where all estimates are too high: a tool that nobody has used before, and whose runs last an instant. */
export const misjudged: Scenario = {
  name: "misjudged",
  promise: `F2 where jobs are far shorter than was thought: a newcomer waits for ${ROUNDS_MAX} rounds at most, those that run included`,
  play(seed, options) {
    const random = randomOf("misjudged", seed);
    const slots = random.integer(4, 12);
    const stage = new Stage([{ tier: "shared", tools: ["nmap"], count: 1, slots }], options);
    const lengths = random.fork();
    const next = () => ({ tool: "nmap", seconds: lengths.between(0.02, JOB_SECONDS_MAX) });
    const plan = random.pick(PLANS);
    const tenants = Array.from({ length: random.integer(1, 4) }, (_, i) =>
      stage.addTenant(`t${i}`, uncapped(plan)),
    );
    // Some have come one by one for a while, with jobs as long as is thought of new ones.
    for (let turn = random.pick([0, 60]); turn > 0; turn--) {
      for (const tenant of tenants) stage.world.submit(tenant, { tool: "nmap", seconds: 2 });
      stage.runSeconds(5);
    }
    for (const tenant of tenants) stage.keepBacklog(tenant, 30, next);
    stage.runClaims(slots * 2);
    const newcomers = Array.from({ length: NEWCOMERS }, (_, i) => {
      const newcomer = stage.addTenant(`new${i}`, uncapped(plan));
      const rounds = roundsBefore(stage, newcomer, next(), JOB_SECONDS_MAX);
      stage.runClaims(random.integer(5, 30));
      return { newcomer, rounds };
    });
    const newcomerRounds = Math.max(...newcomers.map(({ rounds }) => rounds));
    const longestWait = Math.max(...stage.recorder.waitsOf(newcomers.map(({ newcomer }) => newcomer)));
    const failures =
      newcomerRounds > ROUNDS_MAX
        ? [`a newcomer waited for ${newcomerRounds.toFixed(2)} rounds of the others`]
        : [];
    return { stage, figures: { newcomerRounds, longestWait }, failures };
  },
};
