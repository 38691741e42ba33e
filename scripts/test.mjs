/**
 * `npm test`: every test that this machine can run. What is skipped for want of a tool is listed with the reason;
 * with CI=true nothing may be skipped. Ends with a line `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuild } from "./build.mjs";
import { failedInPlaywright, failedInVitest } from "./failed-tests.mjs";
import { findChromium } from "./find-chromium.mjs";
import { findPostgres } from "./find-postgres.mjs";
import { startTestPostgres } from "./start-test-postgres.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, "node_modules", ".bin", name);
const isCi = process.env.CI === "true";

/** Tools that some tests need and that are never required. */
const OPTIONAL_TOOLS = {
  nmap: "scans of open ports",
  sslscan: "scans of TLS ports",
  "redis-server": "ephemeral state in Redis",
};

function run(command, args, environment = {}) {
  return (
    spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...environment } })
      .status === 0
  );
}

function isOnPath(tool) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, tool)));
}

async function vitest(report, filters = [], environment = {}) {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const isGood = run(bin("vitest"), ["run", ...reporters, ...filters], environment);
  const result = JSON.parse(await readFile(report, "utf8"));
  const { numPassedTests, numFailedTests, numPendingTests } = result;
  // A file that cannot even be loaded has no test to fail.
  const failed = isGood ? numFailedTests : Math.max(1, numFailedTests);
  const failures = failedInVitest(result);
  if (!isGood && failures.length === 0)
    failures.push("Failed: vitest, though no test did: its output says why.");
  return { passed: numPassedTests, failed, skipped: numPendingTests, failures };
}

/** The statements and the use cases once more on the oldest Postgres that is installed: everything else runs on the embedded one. */
async function vitestOn({ version, bin }, folder) {
  console.log(`On PostgreSQL ${version}:`);
  const postgres = await startTestPostgres(bin);
  try {
    const filters = ["--project=db", "lib/db", "lib/services"];
    return await vitest(join(folder, "postgres.json"), filters, { TEST_DATABASE_URL: postgres.url });
  } finally {
    await postgres.stop();
  }
}

async function playwright(folder, chromium) {
  const report = join(folder, "playwright.json");
  const environment = { MUSTER_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const isGood = run(bin("playwright"), ["test", "--reporter=list,json"], environment);
  const result = JSON.parse(await readFile(report, "utf8"));
  const { stats } = result;
  const passed = stats.expected + stats.flaky;
  return {
    passed,
    failed: isGood ? stats.unexpected : Math.max(1, stats.unexpected),
    skipped: stats.skipped,
    failures: failedInPlaywright(result),
  };
}

const folder = await mkdtemp(join(tmpdir(), "muster-test-"));
const missing = Object.entries(OPTIONAL_TOOLS).filter(([tool]) => !isOnPath(tool));
const chromium = findChromium();
const postgres = findPostgres();
const results = [];
try {
  await mkdir(folder, { recursive: true });
  run(process.execPath, ["scripts/prisma-generate.mjs"]);
  await ensureBuild();
  results.push(await vitest(join(folder, "vitest.json")));
  if (postgres) results.push(await vitestOn(postgres, folder));
  if (chromium) results.push(await playwright(folder, chromium));
} finally {
  await rm(folder, { recursive: true, force: true });
}

const sum = (name) => results.reduce((total, result) => total + result[name], 0);
for (const [tool, use] of missing) console.log(`Skipped: ${use}, because ${tool} is not installed.`);
if (!postgres)
  console.log("Skipped: database tests on an older Postgres, because none of 15 to 17 is installed.");
if (!chromium)
  console.log("Skipped: all browser tests, because no Chromium was found (set MUSTER_CHROMIUM to its path).");
for (const failure of results.flatMap(({ failures }) => failures)) console.log(failure);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
const isIncomplete = isCi && (missing.length > 0 || !postgres || !chromium || sum("skipped") > 0);
if (isIncomplete)
  console.error(`With CI=true nothing may be skipped, and ${sum("skipped")} tests and the above were.`);
process.exit(sum("failed") > 0 || isIncomplete ? 1 : 0);
