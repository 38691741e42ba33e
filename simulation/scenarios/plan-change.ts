import { TIER_PRIORITY } from "@/lib/domain/tier/tier";
import { uncapped } from "../plans";
import type { Scenario } from "./scenario";
import { SHARE_ERROR_MAX, shareErrors, worst } from "./share-errors";
import { randomOf, Stage } from "./stage";

const CLAIMS = 1_000;

/** F5: what a tenant may do, and its share, change with its plan at the next claim, for what it has waiting too. */
export const planChange: Scenario = {
  name: "plan-change",
  promise: "F5: changes of weight, limit and tier bite at the next claim, on the backlog too",
  play(seed, options) {
    const random = randomOf("plan-change", seed);
    const slots = random.integer(4, 8);
    const tools = ["nmap"];
    const stage = new Stage(
      [
        { tier: "shared", tools, count: 2, slots },
        { tier: "dedicated", tools, count: 1, slots: 2 },
      ],
      options,
    );
    const own = random.fork();
    const next = () => ({ tool: "nmap", seconds: own.between(1, 5) });
    const shared = { ...uncapped("team"), tierMax: TIER_PRIORITY.shared };
    const tenants = ["a", "b", "c"].map((id) => stage.addTenant(id, shared, 40, next));
    // Takes what is not shared, so that the three stand on the same agents.
    stage.addTenant("filler", { ...uncapped("business"), weight: 1 }, 10, next);
    const [changing] = tenants;
    if (!changing) throw new Error("nobody is there");
    stage.runClaims(200);
    const figures: Record<string, number> = {};
    const failures: string[] = [];
    for (const weight of [random.pick([25, 75, 100]), random.pick([25, 50, 75])]) {
      stage.world.changeTerms(changing, { ...shared, weight });
      const before = stage.world.served();
      stage.runClaims(CLAIMS);
      const shareError = worst(shareErrors(tenants, before, stage.world.served()));
      figures.shareError = Math.max(figures.shareError ?? 0, shareError);
      if (shareError > SHARE_ERROR_MAX)
        failures.push(`at weight ${weight} a share was ${shareError.toFixed(3)} off`);
    }
    // The audit sees that nothing starts above the new limit, nor on a better tier than the best open one.
    stage.world.changeTerms(changing, { ...shared, runningMax: 1 });
    stage.runClaims(200);
    if (changing.running > 1) failures.push(`${changing.running} jobs run under a limit of one`);
    stage.world.changeTerms(changing, uncapped("business"));
    let better = 0;
    stage.onStart(({ tenant, run }) => {
      if (tenant === changing && run && stage.world.fleet.seatOf(run.agentId).group.tier === "dedicated")
        better += 1;
    });
    stage.runClaims(200);
    if (better === 0) failures.push("nothing of the backlog went to the tier that was opened");
    return { stage, figures, failures };
  },
};
