/**
 * `npm run bench`: measures the built server, as a process of its own on a Postgres of its own, over HTTP, and beside it
 * other queues on the same Postgres.
 *
 * Prints a table, or with --json one JSON object; everything else goes to stderr, except for what npm prints before it:
 * `npm run --silent bench -- --json`. A full run, or any with --write, writes docs/benchmarks.md. Exit code 1 when a
 * scenario failed (a wrong answer, a lost or doubled job) and, without --quick, when a figure missed its target.
 * BENCH_DATABASE_URL names another Postgres; with BENCH_PROFILE_DIR every server leaves a CPU profile in that folder.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { Lifecycle } from "@/server/lifecycle";
import { rootDirectory } from "@/server/root-directory";
import { allScenarios } from "./all-scenarios";
import { describeMachine } from "./describe-machine";
import { toFigure } from "./figure";
import { formatPage } from "./format-page";
import { formatTable } from "./format-table";
import { openBenchPostgres } from "./harness/bench-postgres";
import { adoptBenchSecrets } from "./harness/bench-secrets";
import { readVersions } from "./read-versions";
import { runScenarios } from "./run-scenarios";
import type { Scale } from "./scenario";

interface Options {
  json?: boolean;
  quick?: boolean;
  write?: boolean;
  only?: string;
}

const QUICK: Scale = { isQuick: true, warmUpSeconds: 0.2, rounds: 1, roundSeconds: 0.5 };
const FULL: Scale = { isQuick: false, warmUpSeconds: 3, rounds: 5, roundSeconds: 5 };
const INTERRUPTED = 130;

const program = new Command("npm run bench --")
  .description("Measures the built server on a Postgres of its own. BENCH_DATABASE_URL names another one.")
  .option("--json", "print one JSON object; with npm run --silent bench -- --json nothing else is on stdout")
  .option("--quick", "smaller counts and shorter rounds, within a minute; missed targets are no failure")
  .option("--write", "write docs/benchmarks.md, as a full run does anyway")
  .option("--only <name>", `one scenario: ${allScenarios.map(({ name }) => name).join(", ")}`)
  .parse();

async function main(): Promise<number> {
  const { json = false, quick = false, write = false, only } = program.opts<Options>();
  const scenarios = allScenarios.filter(({ name }) => only === undefined || name === only);
  if (scenarios.length === 0) program.error(`There is no scenario ${only}.`);
  buildIfChanged();
  adoptBenchSecrets();
  const machine = describeMachine();
  const scale = quick ? QUICK : FULL;
  const postgres = await openBenchPostgres();
  const lifecycle = new Lifecycle();
  lifecycle.onStop(() => postgres.stop());
  lifecycle.stopOnSignals(INTERRUPTED);
  const { measurements, peers, failures } = await runScenarios(scenarios, scale, postgres).finally(() =>
    lifecycle.stop(),
  );
  const figures = measurements.map(toFigure);
  const versions = readVersions(postgres.version, peers);
  console.log(json ? JSON.stringify({ machine, versions, figures }, null, 2) : formatTable(measurements));
  const isWhole = !quick && only === undefined && failures === 0;
  if (write || isWhole) {
    const date = new Date().toISOString().slice(0, 10);
    const page = formatPage({ ...scale, date, machine, versions, measurements });
    writeFileSync(join(rootDirectory(), "docs", "benchmarks.md"), page);
  }
  const isSlow = !quick && figures.some(({ ok }) => !ok);
  return failures > 0 || isSlow ? 1 : 0;
}

/** In a process of its own, with its output on stderr: stdout belongs to the figures. */
function buildIfChanged(): void {
  const script = join(rootDirectory(), "scripts", "build.mjs");
  const { status } = spawnSync(process.execPath, [script], { stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error("The build failed, so there is nothing to measure.");
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
