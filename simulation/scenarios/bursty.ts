import { type PlanName, uncapped } from "../plans";
import type { Random } from "../random";
import type { Tenant } from "../world/tenant";
import type { Scenario } from "./scenario";
import { SHARE_ERROR_MAX, shareErrors, worst } from "./share-errors";
import { randomOf, Stage } from "./stage";

const BURST_CLAIMS = 1_000;

/** F3: a tenant that comes late, or comes back, brings no credit, and one that never paused has lost none. */
export const bursty: Scenario = {
  name: "bursty",
  promise: "F3: an idle tenant banks no credit: in its burst it has its share and no more",
  play(seed, options) {
    const random = randomOf("bursty", seed);
    const slots = random.integer(4, 12);
    const stage = new Stage([{ tier: "shared", tools: ["nmap"], count: 2, slots }], options);
    const steady = addTenant(stage, random, "steady", true);
    const other = addTenant(stage, random, "other", true);
    const burst = addTenant(stage, random, "burst", false);
    stage.runClaims(300);
    const failures: string[] = [];
    let shareError = 0;
    for (let round = 0; round < 2; round++) {
      const before = stage.world.served();
      stage.keepBacklog(burst, 30, jobs(random.fork()));
      stage.runClaims(BURST_CLAIMS);
      shareError = Math.max(
        shareError,
        worst(shareErrors([steady, other, burst], before, stage.world.served())),
      );
      stage.endBacklog(burst);
      stage.world.run(
        () => burst.running === 0 && [...burst.places.values()].every(({ jobs }) => jobs.size === 0),
      );
      if (round === 0) stage.runClaims(random.integer(150, 300));
    }
    if (shareError > SHARE_ERROR_MAX) failures.push(`a share in a burst was ${shareError.toFixed(3)} off`);
    return { stage, figures: { shareError }, failures };
  },
};

function addTenant(stage: Stage, random: Random, id: string, isBusy: boolean): Tenant {
  const plan: PlanName = random.pick(["free", "team", "business", "enterprise"]);
  const next = jobs(random.fork());
  return stage.addTenant(id, uncapped(plan), isBusy ? 30 : 0, isBusy ? next : null);
}

function jobs(random: Random) {
  const mean = random.between(1, 3);
  return () => ({ tool: "nmap", seconds: mean * random.between(0.5, 1.5) });
}
