import { join } from "node:path";
import { Command } from "commander";
import { EnvError } from "@/lib/config/env";
import { EmbeddedPostgresError } from "@/server/postgres/embedded-postgres-error";
import { findFreePort, isPortFree } from "@/server/postgres/free-port";
import { prepareEnvironment } from "@/server/prepare-environment";
import { rootDirectory } from "@/server/root-directory";
import { stopOnSignal } from "@/server/stop-on-signal";
import type { DemoOptions } from "./run-demo";

const USUAL_PORT = 3000;

const program = new Command("npm run demo --")
  .description("A whole Muster on this machine: database, console, three agents, a target to scan.")
  .option("--once", "run one scan, print its findings, and end")
  .option("--port <number>", "the console's port", Number)
  .option("--data <folder>", "where everything is kept, in place of .muster/")
  .option("--no-agents", "server and demo tenants only: no agents, no target, no scan")
  .parse();

async function main(): Promise<number | null> {
  const {
    once = false,
    port,
    data,
    agents,
  } = program.opts<{ once?: boolean; port?: number; data?: string; agents: boolean }>();
  const options: DemoOptions = { isOnce: once, hasAgents: agents };
  const { postgres, dataDirectory } = await prepareEnvironment({
    HOST: "127.0.0.1",
    PORT: String(await choosePort(port)),
    MUSTER_DATA_DIR: data ?? ".muster",
    ALLOWED_TARGET_CIDRS: "127.0.0.0/8",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
  });
  const cleanUp: (() => Promise<void>)[] = postgres ? [() => postgres.stop()] : [];
  const stop = async () => {
    for (let next = cleanUp.pop(); next; next = cleanUp.pop()) await next();
  };
  stopOnSignal(stop);
  try {
    // Loaded only now: these modules read the environment that has just been completed.
    const { runDemo } = await import("./run-demo");
    const isGood = await runDemo(
      { ...options, dataDirectory, agentProgram: join(rootDirectory(), "agent/dist/muster-agent.js") },
      cleanUp,
    );
    if (!once) return null;
    await stop();
    return isGood ? 0 : 1;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted === undefined) return (await isPortFree(USUAL_PORT)) ? USUAL_PORT : await findFreePort();
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65_535)
    throw new EnvError(["  --port: must be a number from 1 to 65535"]);
  return wanted;
}

main().then(
  (exitCode) => {
    if (exitCode !== null) process.exit(exitCode);
  },
  (error: unknown) => {
    const isKnown = error instanceof EnvError || error instanceof EmbeddedPostgresError;
    console.error(
      isKnown || (error instanceof Error && error.name === "PortTakenError")
        ? (error as Error).message
        : error,
    );
    process.exit(1);
  },
);
