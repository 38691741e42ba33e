import { type PlanName, uncapped } from "../plans";
import type { Random } from "../random";
import { ROUNDS_MAX, roundsBefore } from "./newcomer-rounds";
import type { Scenario } from "./scenario";
import { SHARE_ERROR_MAX, shareErrors, worst } from "./share-errors";
import { randomOf, Stage } from "./stage";

const BACKLOG = 1_000;
/** So many only now and then: the queue itself is as large as the promise says, and that takes time to fill. */
const LARGE_BACKLOG = 100_000;
const LARGE_EVERY = 25;
const CLAIMS = 1_000;
const NEWCOMERS = 10;
const JOB_SECONDS_MAX = 18;
const PLANS: [PlanName, ...PlanName[]] = ["free", "team", "business", "enterprise"];

/** F1 over a thousand claims, and F2: a backlog however long delays somebody else's first job by one round at most. */
export const noisy: Scenario = {
  name: "noisy",
  promise: `F1 over 1,000 claims; F2: a newcomer waits for ${ROUNDS_MAX} rounds of the backlogged tenants at most, the one that runs included`,
  play(seed, options) {
    const random = randomOf("noisy", seed);
    const slots = random.integer(2, 10);
    const stage = new Stage([{ tier: "shared", tools: ["nmap"], count: 2, slots }], options);
    const backlog = seed % LARGE_EVERY === 0 ? LARGE_BACKLOG : BACKLOG;
    const tenants = Array.from({ length: random.integer(2, 5) }, (_, i) =>
      stage.addTenant(`t${i}`, uncapped(random.pick(PLANS)), i === 0 ? backlog : 30, jobs(random.fork())),
    );
    stage.runClaims(200);
    const before = stage.world.served();
    stage.runClaims(CLAIMS);
    const shareError = worst(shareErrors(tenants, before, stage.world.served()));
    const rounds = Array.from({ length: NEWCOMERS }, (_, i) => {
      stage.runClaims(random.integer(5, 30));
      const newcomer = stage.addTenant(`new${i}`, uncapped(random.pick(PLANS)));
      return roundsBefore(stage, newcomer, jobs(random.fork())(), JOB_SECONDS_MAX);
    });
    const newcomerRounds = Math.max(...rounds);
    const failures: string[] = [];
    if (shareError > SHARE_ERROR_MAX) failures.push(`a share was ${shareError.toFixed(3)} off`);
    if (newcomerRounds > ROUNDS_MAX)
      failures.push(`a newcomer waited for ${newcomerRounds.toFixed(2)} rounds of the others`);
    return { stage, figures: { shareError, newcomerRounds }, failures };
  },
};

function jobs(random: Random) {
  const mean = random.between(1, 10);
  return () => ({ tool: "nmap", seconds: mean * random.between(0.2, 1.8) });
}
