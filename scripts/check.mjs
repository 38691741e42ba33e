/**
 * `npm run check`: everything that a change must pass, in the order of cost. Each step is named; all of them run, so
 * that one call shows everything there is to mend.
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, "node_modules", ".bin", name);
const CRUISED = ["app", "components", "lib", "agent/src", "server", "demo", "simulation"];
/** A cruise that resolves nothing finds nothing wrong. */
const MODULES_MIN = 300;

const steps = {
  "generated client": () => run(process.execPath, ["scripts/prisma-generate.mjs"]),
  "format and lint": () => run(bin("biome"), ["ci", "--error-on-warnings", "."]),
  "import rules": checkImports,
  types: () => run(bin("tsc"), ["--noEmit", "-p", "."]),
  "unused code": () => run(bin("knip"), []),
  tests: () => run(bin("vitest"), ["run"]),
};

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: "inherit" }).status === 0;
}

function checkImports() {
  const args = ["--config", ".dependency-cruiser.cjs", "--output-type", "json", ...CRUISED];
  const result = spawnSync(bin("depcruise"), args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  const { summary } = JSON.parse(result.stdout);
  for (const { from, to, rule } of summary.violations) console.error(`  ${rule.name}: ${from} -> ${to}`);
  if (summary.totalCruised < MODULES_MIN) console.error(`  only ${summary.totalCruised} modules were seen`);
  return summary.violations.length === 0 && summary.totalCruised >= MODULES_MIN;
}

// CI runs the tests by the README's own command right after this one.
if (process.argv.includes("--no-tests")) delete steps.tests;

const failed = Object.entries(steps).filter(([name, step]) => {
  console.log(`\n— ${name}`);
  const isGood = step();
  console.log(isGood ? "  ok" : "  FAILED");
  return !isGood;
});

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.map(([name]) => name).join(", ")}`);
  process.exit(1);
}
