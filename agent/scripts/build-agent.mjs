// Bundles the agent program: agent/dist/muster-agent.js, which needs nothing but Node, and beside it the worker that lints for secrets;
// then packs both into public/downloads/muster-agent.tgz, which `npx` and `npm install` take. `--outdir DIR` writes elsewhere and packs nothing.
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { create } from "tar";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { values } = parseArgs({ options: { outdir: { type: "string" } } });
const outdir = path.resolve(values.outdir ?? `${root}agent/dist`);

for (const file of ["muster-agent.js", "lint-worker.mjs"]) rmSync(path.join(outdir, file), { force: true });

/** Packages in CommonJS ask for Node's own modules by `require`, which an ES module does not have. */
const requireBanner =
  'import { createRequire as createRequireOfBundle } from "node:module"; const require = createRequireOfBundle(import.meta.url);';
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  legalComments: "linked",
  logLevel: "warning",
};

await build({
  ...shared,
  entryPoints: ["agent/src/main.ts"],
  outfile: `${outdir}/muster-agent.js`,
  alias: { "@": root.replace(/\/$/, "") },
  banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
});
await build({
  ...shared,
  entryPoints: ["agent/src/scanners/secrets/lint-worker.mjs"],
  outfile: `${outdir}/lint-worker.mjs`,
  banner: { js: requireBanner },
});
chmodSync(`${outdir}/muster-agent.js`, 0o755);

if (values.outdir === undefined) {
  const file = path.join(root, "public", "downloads", "muster-agent.tgz");
  mkdirSync(path.dirname(file), { recursive: true });
  await create({ gzip: true, portable: true, file, cwd: path.join(root, "agent"), prefix: "package" }, [
    "package.json",
    "README.md",
    "dist",
    "deploy",
  ]);
}
