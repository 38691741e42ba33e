import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FullConfig } from "@playwright/test";
import { ensureBuild } from "@/scripts/build.mjs";
import { findFreePort } from "@/server/postgres/free-port";
import { Program } from "./start-program";
import { DATA_VARIABLE } from "./state";

const START_SECONDS = 60;

/** Starts a server with demo tenants and no agents for each worker of the run; answers how to end them. */
export default async function globalSetup({ workers }: FullConfig): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "muster-e2e-"));
  // Started by root, Postgres runs as somebody else and has to pass.
  await chmod(folder, 0o711);
  process.env[DATA_VARIABLE] = folder;
  await ensureBuild();
  const servers: Program[] = [];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (let worker = 0; worker < workers; worker += 1) {
      const port = String(await findFreePort());
      const args = [
        "scripts/demo.mjs",
        "--no-agents",
        "--port",
        port,
        "--data",
        join(folder, String(worker)),
      ];
      servers.push(new Program(process.execPath, args));
    }
    // The last line of the start.
    await Promise.all(servers.map((server) => server.says(/^Ctrl-C stops everything/m, START_SECONDS)));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
