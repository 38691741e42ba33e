import { type PlanName, uncapped } from "../plans";
import type { Random } from "../random";
import { ROUNDS_MAX, roundsBefore } from "./newcomer-rounds";
import type { Scenario } from "./scenario";
import { SHARE_ERROR_MAX, shareErrors, worst } from "./share-errors";
import { randomOf, Stage } from "./stage";

const CLAIMS = 450;
const NEWCOMERS = 3;
const JOB_SECONDS_MAX = 26;
const PLANS: [PlanName, ...PlanName[]] = ["free", "team", "business", "enterprise"];

/** F1 and F2 against tenants that wait in many lanes at once, of which the same agents serve all. */
export const manyKinds: Scenario = {
  name: "many-kinds",
  promise: `F1: nobody gets more for jobs of many kinds, be it that they go or that they only wait; F2: a newcomer waits for ${ROUNDS_MAX} rounds at most`,
  play(seed, options) {
    const random = randomOf("many-kinds", seed);
    const tools = Array.from({ length: 1 + Math.floor(2 ** random.between(2, 6)) }, (_, i) => `tool${i}`);
    const stage = new Stage([{ tier: "shared", tools, count: 2, slots: random.integer(1, 4) }], options);
    const terms = () => uncapped(random.pick(PLANS));
    const of = (tool: string | undefined) => jobs(random.fork(), () => tool ?? "tool0");
    const tenants = Array.from({ length: random.integer(2, 3) }, (_, i) =>
      stage.addTenant(`plain${i}`, terms(), 30, of("tool0")),
    );
    let turn = 0;
    const next = jobs(random.fork(), () => tools[turn++ % tools.length] ?? "tool0");
    tenants.push(stage.addTenant("spread", terms(), 2 * tools.length, next));
    const anchored = stage.addTenant("anchored", terms(), 30, of("tool0"));
    tenants.push(anchored);
    // They never go, as its other jobs come first; they hold a place in each lane.
    for (const tool of tools.slice(1)) stage.world.submit(anchored, { tool, seconds: 1, priority: -10 });
    stage.runClaims(80);
    const before = stage.world.served();
    stage.runClaims(CLAIMS);
    const errors = shareErrors(tenants, before, stage.world.served());
    const shareError = worst(errors);
    const rounds = Array.from({ length: NEWCOMERS }, (_, i) => {
      stage.runClaims(random.integer(5, 30));
      const newcomer = stage.addTenant(`new${i}`, terms());
      const tool = tools[random.integer(0, tools.length - 1)];
      return roundsBefore(stage, newcomer, of(tool)(), JOB_SECONDS_MAX);
    });
    const newcomerRounds = Math.max(...rounds);
    const failures = errors.flatMap((error, i) =>
      Math.abs(error) > SHARE_ERROR_MAX ? [`the share of ${tenants[i]?.id} was ${error.toFixed(3)} off`] : [],
    );
    if (newcomerRounds > ROUNDS_MAX)
      failures.push(`a newcomer waited for ${newcomerRounds.toFixed(2)} rounds of the others`);
    return { stage, figures: { shareError, newcomerRounds }, failures };
  },
};

function jobs(random: Random, tool: () => string) {
  const mean = random.between(10, 20);
  return () => ({ tool: tool(), seconds: mean * random.between(0.7, 1.3) });
}
