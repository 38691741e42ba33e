/**
 * `npm run simulate`: the queue's policy and matching on a fake clock. Plays a scenario of a seed and tells what happened,
 * compares policies, or answers how long jobs wait on a given fleet; docs/decisions/0003-fair-share.md says what for.
 * Exit code 1 when a promise was broken.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { allScenarios } from "./all-scenarios";
import { capacityReport } from "./capacity/capacity-report";
import { generateArrivals, TOOLS } from "./capacity/generate-arrivals";
import { parseAgents } from "./capacity/parse-agents";
import { parseTrace } from "./capacity/parse-trace";
import { playArrivals } from "./capacity/play-arrivals";
import { playStory } from "./play-story";
import { allPolicies } from "./policies/alternatives";
import { fairShare } from "./policies/share-policy";
import { Random } from "./random";
import { comparePolicies } from "./report/compare-policies";
import { shareChart } from "./report/share-chart";
import { storyReport } from "./report/story-report";

/** The shortest stories take a second. */
const SAMPLE_SECONDS = 0.02;

const program = new Command("npm run simulate --")
  .description(
    "Plays the queue on a fake clock. A scenario, or a capacity question: --agents with --trace or arrivals.",
  )
  .option("--scenario <name>", `one of ${allScenarios.map(({ name }) => name).join(", ")}`)
  .option("--seed <number>", "which story of the scenario, or which arrivals", whole, 1)
  .option("--policy <name>", `one of ${allPolicies.map(({ name }) => name).join(", ")}`, fairShare.name)
  .option("--svg <file>", "where to write the chart; else simulation-<scenario>-<seed>.svg here")
  .option("--compare <seeds>", "all policies in so many stories of each scenario, or of the one named", whole)
  .option("--agents <list>", "agents by tier, and their slots if more than one: shared=8,dedicated=2x4")
  .option(
    "--trace <file>",
    "arrivals: CSV with the header at_seconds,tenant,plan,tool,seconds, or a JSON array",
  )
  .option("--arrivals-per-minute <number>", "arrivals without a trace: jobs a minute", positive)
  .option("--tenants <number>", "of generated arrivals", whole, 100)
  .option("--minutes <number>", "of generated arrivals", positive, 60)
  .option("--mean-seconds <number>", "mean length of generated jobs", positive, 60)
  .parse();

interface Options {
  scenario?: string;
  seed: number;
  policy: string;
  svg?: string;
  compare?: number;
  agents?: string;
  trace?: string;
  arrivalsPerMinute?: number;
  tenants: number;
  minutes: number;
  meanSeconds: number;
}

function main(options: Options): number {
  if (options.compare !== undefined) {
    const scenarios = allScenarios.filter(({ name }) => [undefined, name].includes(options.scenario));
    console.log(comparePolicies(allPolicies, scenarios, options.compare));
    return 0;
  }
  if (options.agents !== undefined) return answerCapacity(options, options.agents);
  if (options.scenario !== undefined) return tellStory(options, options.scenario);
  return program.error("Name a --scenario, or --agents and their arrivals.");
}

function tellStory({ seed, policy: policyName, svg }: Options, name: string): number {
  const scenario = allScenarios.find((one) => one.name === name);
  const policy = allPolicies.find((one) => one.name === policyName);
  if (!scenario) return program.error(`There is no scenario ${name}.`);
  if (!policy) return program.error(`There is no policy ${policyName}.`);
  const story = playStory(scenario, seed, { policy, sampleSeconds: SAMPLE_SECONDS });
  const title = `${name}, seed ${seed}, ${policy.name}`;
  const file = svg ?? `simulation-${name}-${seed}.svg`;
  writeFileSync(file, shareChart(title, story.stage.recorder));
  console.log(`${title}\n${scenario.promise}\n\n${storyReport(story)}\n\nChart: ${file}`);
  return story.failures.length > 0 ? 1 : 0;
}

function answerCapacity(options: Options, agents: string): number {
  const { trace, arrivalsPerMinute, seed } = options;
  if ((trace === undefined) === (arrivalsPerMinute === undefined))
    return program.error("Give either --trace or --arrivals-per-minute.");
  if (trace !== undefined) {
    const arrivals = parseTrace(readFileSync(trace, "utf8"));
    const tools = [...new Set(arrivals.map(({ tool }) => tool))];
    console.log(capacityReport(playArrivals(parseAgents(agents), tools, arrivals)));
    return 0;
  }
  const model = { ...options, perMinute: arrivalsPerMinute ?? 0 };
  const arrivals = generateArrivals(model, new Random(seed));
  console.log(capacityReport(playArrivals(parseAgents(agents), TOOLS, arrivals)));
  return 0;
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) program.error(`"${text}" is not a whole number.`);
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) program.error(`"${text}" is not a number above zero.`);
  return value;
}

try {
  process.exitCode = main(program.opts<Options>());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
