import { Command, InvalidArgumentError, Option } from "commander";
import { allScenarios } from "./all-scenarios";
import type { ArrivalModel } from "./capacity/generate-arrivals";
import { parseAgents, type TierAgents } from "./capacity/parse-agents";
import { allPolicies } from "./policies/alternatives";
import { fairShare, type SharePolicy } from "./policies/share-policy";
import type { Scenario } from "./scenarios/scenario";

export type Question =
  | { kind: "story"; scenario: Scenario; seed: number; policy: SharePolicy; svg: string }
  | { kind: "comparison"; scenarios: readonly Scenario[]; seeds: number }
  | { kind: "trace"; agents: TierAgents[]; trace: string }
  | { kind: "arrivals"; agents: TierAgents[]; model: ArrivalModel; seed: number };

interface Options {
  scenario?: Scenario;
  seed: number;
  policy: SharePolicy;
  svg?: string;
  compare?: number;
  agents?: TierAgents[];
  trace?: string;
  arrivalsPerMinute?: number;
  tenants: number;
  minutes: number;
  meanSeconds: number;
}

const ARRIVALS = ["arrivalsPerMinute", "tenants", "minutes", "meanSeconds"];

/** Reads the command line. An option that the answer would not look at is refused. Throws CommanderError, also for `--help`. */
export function readQuestion(args: readonly string[]): Question {
  const program = new Command("npm run simulate --")
    .description(
      "Plays the queue on a fake clock. A scenario, or a capacity question: --agents with --trace or arrivals.",
    )
    .exitOverride()
    // Whoever catches the error tells it.
    .configureOutput({ writeErr: () => {} })
    .addOption(
      new Option("--scenario <name>", `one of ${namesOf(allScenarios)}`)
        .argParser(oneOf("scenario", allScenarios))
        .conflicts(["agents", "trace", ...ARRIVALS]),
    )
    .option("--seed <number>", "which story of the scenario, or which arrivals", whole, 1)
    .addOption(
      new Option("--policy <name>", `of a scenario: one of ${namesOf(allPolicies)}`)
        .argParser(oneOf("policy", allPolicies))
        .default(fairShare, fairShare.name),
    )
    .option("--svg <file>", "where to write a scenario's chart; else simulation-<scenario>-<seed>.svg here")
    .addOption(
      new Option("--compare <seeds>", "all policies in so many stories of each scenario, or of the one named")
        .argParser(count)
        .conflicts(["seed", "policy", "svg", "agents", "trace", ...ARRIVALS]),
    )
    .addOption(
      new Option(
        "--agents <list>",
        "agents by tier, and their slots if more than one: shared=8,dedicated=2x4",
      )
        .argParser(agents)
        .conflicts(["policy", "svg"]),
    )
    .addOption(
      new Option(
        "--trace <file>",
        "arrivals: CSV with the header at_seconds,tenant,plan,tool,seconds, or a JSON array",
      ).conflicts(["seed", ...ARRIVALS]),
    )
    .option("--arrivals-per-minute <number>", "arrivals without a trace: jobs a minute", positive)
    .option("--tenants <number>", "of generated arrivals", count, 100)
    .option("--minutes <number>", "of generated arrivals", positive, 60)
    .option("--mean-seconds <number>", "mean length of generated jobs", positive, 60)
    .parse(args, { from: "user" });
  return questionOf(program, program.opts<Options>());
}

function questionOf(program: Command, options: Options): Question {
  const { scenario, seed, compare, agents, trace, arrivalsPerMinute } = options;
  if (compare !== undefined)
    return { kind: "comparison", scenarios: scenario ? [scenario] : allScenarios, seeds: compare };
  if (scenario !== undefined) {
    const { policy, svg = `simulation-${scenario.name}-${seed}.svg` } = options;
    return { kind: "story", scenario, seed, policy, svg };
  }
  if (agents === undefined) return program.error("Name a --scenario, or --agents and their arrivals.");
  if (trace !== undefined) return { kind: "trace", agents, trace };
  if (arrivalsPerMinute === undefined) return program.error("Give either --trace or --arrivals-per-minute.");
  return { kind: "arrivals", agents, model: { ...options, perMinute: arrivalsPerMinute }, seed };
}

function namesOf(all: readonly { name: string }[]): string {
  return all.map(({ name }) => name).join(", ");
}

function oneOf<T extends { name: string }>(what: string, all: readonly T[]): (name: string) => T {
  return (name) => {
    const found = all.find((one) => one.name === name);
    if (!found) throw new InvalidArgumentError(`There is no ${what} ${name}.`);
    return found;
  };
}

function agents(text: string): TierAgents[] {
  try {
    return parseAgents(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? `${error.message}.` : String(error));
  }
}

function whole(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError(`"${text}" is not a whole number.`);
  return Number(text);
}

function count(text: string): number {
  const value = whole(text);
  if (value < 1) throw new InvalidArgumentError("There must be at least one.");
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value)))
    throw new InvalidArgumentError(`"${text}" is not a number above zero.`);
  return value;
}
