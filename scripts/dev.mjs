/** `npm run dev`: the same server with Next's development mode; the server's own code is bundled once at the start. */
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildServer } from "./build-server.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
spawnSync(process.execPath, ["scripts/prisma-generate.mjs"], { cwd: root, stdio: "inherit" });
await buildServer(root);
process.env.NODE_ENV = "development";
await import("../dist/server/main.js");
