import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
    // The last line of the start.
    await server.says(/^Ctrl-C stops everything/m, START_SECONDS);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
