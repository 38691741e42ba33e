import { uncapped } from "../plans";
import { envyOf } from "./envy";
import type { Scenario } from "./scenario";
import { randomOf, Stage } from "./stage";

const CLAIMS = 1_200;
/** What LEAD_MAX comes to with so many rivals on so few slots. */
const SIDE_SECONDS_MAX = 900;
const ENVY_MAX = 1.15;

/** Agents with different tools, tenants with jobs of one or several of them, and a tool that nobody used for long. */
export const toolConstrained: Scenario = {
  name: "tool-constrained",
  promise:
    "nobody gets more for asking for several tools, none is held back in one for what it gets in another, and a tool long unused brings no credit",
  play(seed, options) {
    const random = randomOf("tool-constrained", seed);
    const stage = new Stage(
      [
        { tier: "shared", tools: ["nmap"], count: 1, slots: random.integer(2, 4) },
        { tier: "shared", tools: ["nmap", "sslscan"], count: 1, slots: random.integer(2, 6) },
        { tier: "shared", tools: ["sslscan"], count: 1, slots: random.integer(2, 4) },
        { tier: "shared", tools: ["secrets"], count: 1, slots: random.integer(4, 8) },
      ],
      options,
    );
    const own = random.fork();
    const job = (tool: string) => ({ tool, seconds: own.between(1, 4) });
    const tools = ["nmap", "sslscan"];
    let isSecond = 0;
    const plan = () => uncapped(random.pick(["free", "team", "business", "enterprise"]));
    const tenants = [
      stage.addTenant("nmap0", plan(), 30, () => job("nmap")),
      stage.addTenant("nmap1", plan(), 30, () => job("nmap")),
      stage.addTenant("both", plan(), 60, (started) => job(started?.tool ?? tools[isSecond++ % 2] ?? "nmap")),
    ];
    // Has agents of its own, and now and then a job for those of all.
    const rich = stage.addTenant("rich", plan(), 20, () => job("secrets"));
    stage.runClaims(400);
    // Nobody has used this tool alone so far.
    tenants.push(stage.addTenant("sslscan", plan(), 60, () => job("sslscan")));
    stage.runClaims(400);
    const envy = envyOf(stage, tenants, CLAIMS);
    const side = stage.world.submit(rich, job("nmap"));
    const since = stage.world.now;
    stage.world.run(() => side.attempt > 0, since + SIDE_SECONDS_MAX);
    const sideWait = stage.world.now - since;
    const failures: string[] = [];
    if (envy > ENVY_MAX)
      failures.push(`somebody had ${envy.toFixed(2)} times the due of another on agents of both`);
    if (side.attempt === 0) failures.push(`a job waited ${sideWait} s while its tenant was busy elsewhere`);
    return { stage, figures: { envy, sideWait }, failures };
  },
};
