import { join } from "node:path";
import { Command } from "commander";
import { EnvError } from "@/lib/config/env";
import { Lifecycle } from "@/server/lifecycle";
import { findFreePort, isPortFree } from "@/server/postgres/free-port";
import { prepareEnvironment } from "@/server/prepare-environment";
import { printStartError } from "@/server/print-start-error";
import { rootDirectory } from "@/server/root-directory";

const USUAL_PORT = 3000;

const program = new Command("npm run demo --")
  .description("A whole Muster on this machine: database, console, three agents, a target to scan.")
  .option("--once", "run one scan, print its findings, and end")
  .option("--port <number>", "the console's port", Number)
  .option("--data <folder>", "where everything is kept, in place of .muster/")
  .option("--no-agents", "server and demo tenants only: no agents, no target, no scan")
  .parse();

const lifecycle = new Lifecycle();

async function main(): Promise<void> {
  const {
    once = false,
    port,
    data,
    agents,
  } = program.opts<{ once?: boolean; port?: number; data?: string; agents: boolean }>();
  // An interrupted --once has not shown that a scan succeeds.
  lifecycle.stopOnSignals(once ? 1 : 0);
  const { dataDirectory } = await prepareEnvironment(lifecycle, {
    HOST: "127.0.0.1",
    PORT: String(await choosePort(port)),
    MUSTER_DATA_DIR: data ?? ".muster",
    ALLOWED_TARGET_CIDRS: "127.0.0.0/8",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
    // Never the database of a real installation, whatever the environment says.
    DATABASE_URL: "",
    NEXTAUTH_URL: "",
  });
  // Loaded only now: these modules read the environment that has just been completed.
  const { runDemo } = await import("./run-demo");
  const agentProgram = join(rootDirectory(), "agent/dist/muster-agent.js");
  const isGood = await runDemo({ isOnce: once, hasAgents: agents, dataDirectory, agentProgram }, lifecycle);
  if (once) await lifecycle.exit(isGood ? 0 : 1);
}

async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted === undefined) return (await isPortFree(USUAL_PORT)) ? USUAL_PORT : await findFreePort();
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65_535)
    throw new EnvError(["  --port must be a whole number from 1 to 65535."]);
  return wanted;
}

main().catch((error: unknown) => {
  printStartError(error);
  void lifecycle.exit(1);
});
