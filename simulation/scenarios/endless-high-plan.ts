import { PLANS } from "../plans";
import type { Tenant } from "../world/tenant";
import type { Scenario } from "./scenario";
import { randomOf, Stage } from "./stage";

const SECONDS = 1_800;
const SERVED_JOBS = 2;

/** F3: Enterprise tenants come without end, each with its first job, more than the fleet can serve; a Free job still goes. */
export const endlessHighPlan: Scenario = {
  name: "endless-high-plan",
  promise: "F3: no job starves, whatever arrives later",
  play(seed, options) {
    const random = randomOf("endless-high-plan", seed);
    const slots = random.integer(4, 8);
    const stage = new Stage([{ tier: "shared", tools: ["nmap"], count: 1, slots }], options);
    const lengths = random.fork();
    const next = () => ({ tool: "nmap", seconds: lengths.between(4, 8) });
    const overload = random.between(1.02, 1.3);
    const gaps = random.fork();
    const comers: Tenant[] = [];
    const come = () => {
      const comer = stage.addTenant(`comer${comers.length}`, PLANS.enterprise);
      comers.push(comer);
      stage.world.submit(comer, next());
      stage.world.events.plan(stage.world.now + gaps.exponential(6 / slots / overload), come);
    };
    come();
    // One whose later jobs stand behind newcomers for what its first was charged, and one that comes in the midst of it.
    const served = stage.addTenant("served", PLANS.free);
    for (let i = 0; i < SERVED_JOBS; i++) stage.world.submit(served, next());
    stage.runSeconds(SECONDS / 4);
    const fresh = stage.addTenant("fresh", PLANS.free);
    stage.world.submit(fresh, next());
    stage.runSeconds((SECONDS * 3) / 4);
    const servedWaits = stage.recorder.waitsOf([served]);
    const [freshWait = Number.POSITIVE_INFINITY] = stage.recorder.waitsOf([fresh]);
    const comerWait = Math.max(...stage.recorder.waitsOf(comers));
    const failures: string[] = [];
    if (servedWaits.length < SERVED_JOBS)
      failures.push(`only ${servedWaits.length} of ${SERVED_JOBS} jobs went`);
    if (freshWait > comerWait)
      failures.push(
        `a Free job waited ${freshWait.toFixed(0)} s, an Enterprise job never more than ${comerWait.toFixed(0)} s`,
      );
    return {
      stage,
      figures: { freshWait, servedWait: servedWaits.at(-1) ?? 0, longestWait: comerWait },
      failures,
    };
  },
};
