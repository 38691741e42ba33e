// Generates the Prisma client when schema.prisma has changed since the last time; `--force` generates it anyway.
// Why not `prisma generate` itself: the CLI downloads a schema engine before every command, although `generate` never
// runs it. Naming any existing executable as that engine keeps the build inside the package registry.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL("..", import.meta.url));
const schemaFile = `${root}prisma/schema.prisma`;
const clientFile = `${root}lib/db/generated/prisma/client.ts`;
const stampFile = `${root}lib/db/generated/prisma.sha256`;

const cliPackageFile = require.resolve("prisma/package.json");
const cli = JSON.parse(readFileSync(cliPackageFile, "utf8"));
const stamp = createHash("sha256").update(cli.version).update(readFileSync(schemaFile)).digest("hex");

const isCurrent =
  existsSync(clientFile) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;
if (!isCurrent || process.argv.includes("--force")) {
  const cliFile = require.resolve(`prisma/${cli.bin.prisma}`);
  const result = spawnSync(process.execPath, [cliFile, "generate", "--no-hints"], {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  if (result.status !== 0) {
    process.stderr.write(result.error ? `${result.error.message}\n` : `${result.stdout}${result.stderr}`);
    process.exit(1);
  }
  writeFileSync(stampFile, stamp);
  process.stdout.write("Generated the Prisma client\n");
}
