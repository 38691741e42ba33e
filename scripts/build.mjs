import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const STAMP = join(root, "dist", "build.json");
const SOURCES = ["app", "components", "lib", "server", "agent", "demo", "public", "prisma", "scripts"];
const FILES = [
  "package-lock.json",
  "next.config.ts",
  "tailwind.config.ts",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
];
/** What a whole build leaves behind, besides its stamp. */
const OUTPUTS = [".next/BUILD_ID", "dist/server/main.js", "public/downloads/muster-agent.tgz"];
const LEFT_OUT = /(^|\/)(node_modules|generated|dist|downloads)(\/|$)|\.test\.tsx?$/;

/** A hash over everything a build is made from. */
async function sourceHash() {
  const hash = createHash("sha256").update(process.version);
  for (const folder of SOURCES) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.filter((path) => !LEFT_OUT.test(path.slice(root.length))).sort()) {
      hash.update(file.slice(root.length)).update(await readFile(file));
    }
  }
  for (const file of FILES) hash.update(file).update(await readFile(join(root, file)).catch(() => ""));
  return hash.digest("hex");
}

function run(args, environment = {}) {
  const result = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  if (result.status !== 0)
    throw new Error(`${args.join(" ")} failed with exit code ${result.status ?? result.signal}`);
}

/** A build is the same whatever the server is set to; a wrong setting is the server's to report. Blank counts as unset. */
async function blankSettings() {
  const example = await readFile(join(root, ".env.example"), "utf8");
  return Object.fromEntries([...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => [name, ""]));
}

/** Builds everything that runs: database client, agent, server, pages. Skips the work when no source has changed. */
export async function ensureBuild({ force = false } = {}) {
  const hash = await sourceHash();
  const known = await readFile(STAMP, "utf8")
    .then(JSON.parse)
    .catch(() => null);
  if (!force && known?.hash === hash && OUTPUTS.every((path) => existsSync(join(root, path)))) return;
  console.log("Building…");
  // A build that is cut off must not be taken for the one before it.
  await rm(STAMP, { force: true });
  run(["scripts/prisma-generate.mjs"]);
  run(["agent/scripts/build-agent.mjs"]);
  const { buildServer } = await import("./build-server.mjs");
  await buildServer(root);
  run(["node_modules/next/dist/bin/next", "build"], {
    ...(await blankSettings()),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
  });
  await mkdir(join(root, "dist"), { recursive: true });
  await writeFile(STAMP, JSON.stringify({ hash }));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await ensureBuild({ force: process.argv.includes("--force") });
