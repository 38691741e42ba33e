import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "@/server/postgres/free-port";
import { Program } from "./start-program";
import { DATA_VARIABLE } from "./state";

/** The first start after a change builds. */
const START_SECONDS = 240;

/** Starts one server with demo tenants and no agents for the whole run; answers how to end it. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "muster-e2e-"));
  // Started by root, Postgres runs as somebody else and has to pass.
  await chmod(folder, 0o711);
  const data = join(folder, "data");
  process.env[DATA_VARIABLE] = data;
  const args = ["scripts/demo.mjs", "--no-agents", "--port", String(await findFreePort()), "--data", data];
  const server = new Program(process.execPath, args);
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilExists(join(data, "demo.json"), server);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function untilExists(path: string, server: Program): Promise<void> {
  const deadline = performance.now() + START_SECONDS * 1_000;
  while (!existsSync(path)) {
    if (server.hasEnded) throw new Error(`The server ended before it was ready:\n${server.output}`);
    if (performance.now() > deadline) throw new Error(`The server was not ready in time:\n${server.output}`);
    await delay(100);
  }
}
