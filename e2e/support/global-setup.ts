import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "@/server/postgres/free-port";
import { DATA_VARIABLE } from "./state";

const START_MS = 60_000;

/** Starts one server with demo tenants and no agents for the whole run; answers how to end it. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "muster-e2e-"));
  const data = join(folder, "data");
  process.env[DATA_VARIABLE] = data;
  const args = ["scripts/demo.mjs", "--no-agents", "--port", String(await findFreePort()), "--data", data];
  const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], env: process.env });
  let output = "";
  for (const stream of [server.stdout, server.stderr])
    stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
  await waitForFile(server, join(data, "demo.json"), () => output);
  return async () => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  };
}

async function waitForFile(server: ChildProcess, path: string, output: () => string): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (!existsSync(path)) {
    if (server.exitCode !== null) throw new Error(`The server ended before it was ready:\n${output()}`);
    if (performance.now() > deadline) throw new Error(`The server was not ready in time:\n${output()}`);
    await delay(100);
  }
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  if (server.exitCode === null) server.kill("SIGTERM");
  else return;
  await ended;
}
