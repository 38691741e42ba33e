import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rootDirectory } from "@/server/root-directory";

/** Of everything that was measured. */
export function readVersions(postgres: string, peers: readonly string[]): Record<string, string> {
  const packages = ["graphile-worker", "pg-boss", "bullmq"].filter((name) => peers.includes(name));
  return {
    muster: versionIn(rootDirectory()),
    node: process.versions.node,
    postgres,
    ...Object.fromEntries(
      packages.map((name) => [name, versionIn(join(rootDirectory(), "node_modules", name))]),
    ),
    ...(peers.includes("bullmq") ? { redis: redisVersion() } : {}),
  };
}

function versionIn(folder: string): string {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}

function redisVersion(): string {
  const { stdout } = spawnSync("redis-server", ["--version"], { encoding: "utf8" });
  return /v=(\S+)/.exec(stdout ?? "")?.[1] ?? "unknown";
}
