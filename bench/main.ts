/**
 * `npm run bench`: measures the built server, as a process of its own on a Postgres of its own, over HTTP.
 *
 * Prints a table, or with --json one JSON object; everything else goes to stderr. Exit code 1 when a scenario failed (a
 * wrong answer, a lost or doubled job) and, without --quick, when a figure missed its target.
 * BENCH_DATABASE_URL names another Postgres; with BENCH_PROFILE_DIR every server leaves a CPU profile in that folder.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { Lifecycle } from "@/server/lifecycle";
import { rootDirectory } from "@/server/root-directory";
import { allScenarios } from "./all-scenarios";
import { describeMachine } from "./describe-machine";
import { type Measurement, toFigure } from "./figure";
import { formatTable } from "./format-table";
import { openBenchPostgres } from "./harness/bench-postgres";
import { adoptBenchSecrets } from "./harness/bench-secrets";
import { runScenario } from "./run-scenario";
import type { Scale } from "./scenario";

const QUICK: Scale = { isQuick: true, warmUpSeconds: 0.5, rounds: 1, roundSeconds: 1 };
const FULL: Scale = { isQuick: false, warmUpSeconds: 3, rounds: 5, roundSeconds: 5 };
const INTERRUPTED = 130;

const program = new Command("npm run bench --")
  .description("Measures the built server on a Postgres of its own. BENCH_DATABASE_URL names another one.")
  .option("--json", "print one JSON object")
  .option("--quick", "smaller counts and shorter rounds, within a minute; missed targets are no failure")
  .option("--only <name>", `one scenario: ${allScenarios.map(({ name }) => name).join(", ")}`)
  .parse();

async function main(): Promise<number> {
  const {
    json = false,
    quick = false,
    only,
  } = program.opts<{ json?: boolean; quick?: boolean; only?: string }>();
  const scenarios = allScenarios.filter(({ name }) => only === undefined || name === only);
  if (scenarios.length === 0) program.error(`There is no scenario ${only}.`);
  buildIfChanged();
  adoptBenchSecrets();
  const machine = describeMachine();
  const postgres = await openBenchPostgres();
  const lifecycle = new Lifecycle();
  lifecycle.onStop(() => postgres.stop());
  lifecycle.stopOnSignals(INTERRUPTED);
  const measurements: Measurement[] = [];
  let failures = 0;
  try {
    for (const scenario of scenarios) {
      const startedAt = performance.now();
      try {
        measurements.push(...(await runScenario(scenario, quick ? QUICK : FULL, postgres)));
      } catch (error) {
        failures += 1;
        console.error(`${scenario.name} failed:`, error);
      }
      console.error(`${scenario.name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    }
  } finally {
    await lifecycle.stop();
  }
  const figures = measurements.map(toFigure);
  const versions = { muster: readVersion(), node: process.versions.node, postgres: postgres.version };
  console.log(json ? JSON.stringify({ machine, versions, figures }, null, 2) : formatTable(measurements));
  const isSlow = !quick && figures.some(({ ok }) => !ok);
  return failures > 0 || isSlow ? 1 : 0;
}

/** In a process of its own, with its output on stderr: stdout belongs to the figures. */
function buildIfChanged(): void {
  const script = join(rootDirectory(), "scripts", "build.mjs");
  const { status } = spawnSync(process.execPath, [script], { stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error("The build failed, so there is nothing to measure.");
}

function readVersion(): string {
  return JSON.parse(readFileSync(join(rootDirectory(), "package.json"), "utf8")).version;
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
