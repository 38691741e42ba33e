import { join } from "node:path";
import { paths } from "@/lib/client/paths";
import { pool } from "@/lib/db/pool";
import type { Lifecycle } from "@/server/lifecycle";
import { isPortFree } from "@/server/postgres/free-port";
import { startServer } from "@/server/start-server";
import { runFirstScan, waitForAgents } from "./first-scan";
import { startLocalAgents } from "./local-agents";
import { seedDemo } from "./seed-demo";
import { startDemoTarget } from "./target/start-demo-target";

export interface DemoOptions {
  isOnce: boolean;
  hasAgents: boolean;
}

const AGENTS = 3;
const USUAL_TARGET_PORT = 18_080;
/** The tenant whose scan is shown first; its plan is served by two of the three tiers. */
const FIRST_TENANT = "northwind";
/** Then accounts and address are shown, whatever the queue does. */
const WAIT_MS = 20_000;
/** With --once nothing else is to be shown, but somebody waits for the exit code. */
const ONCE_WAIT_MS = 120_000;
const HOW_TO_STOP = "Ctrl-C stops everything; the next start goes on with the same data.";

/**
 * Starts everything and runs the first scan. What it starts ends with `lifecycle`.
 * Answers whether the scan succeeded and found something (true without agents).
 */
export async function runDemo(
  options: DemoOptions & { dataDirectory: string; agentProgram: string },
  lifecycle: Lifecycle,
): Promise<boolean> {
  const print = (line: string) => console.log(line);
  const server = await startServer(lifecycle);
  const { path, demo } = await seedDemo(pool(), options.dataDirectory, server.baseUrl);
  if (!options.hasAgents) {
    printAccess(print, demo, path);
    print(HOW_TO_STOP);
    return true;
  }
  // The same address at every start where it can be had, so that findings of earlier runs are recognised.
  const target = await startDemoTarget({
    ...((await isPortFree(USUAL_TARGET_PORT)) ? { port: USUAL_TARGET_PORT } : {}),
    // A demo that is killed leaves nothing that the next one would not write again.
    folder: join(options.dataDirectory, "target"),
  });
  lifecycle.onStop(() => target.stop());
  const agents = await startLocalAgents({
    program: options.agentProgram,
    dataDirectory: options.dataDirectory,
    baseUrl: server.baseUrl,
    tokens: demo.bootstrap_tokens,
    onLine: () => {},
  });
  lifecycle.onStop(() => agents.stop());
  await waitForAgents(server.baseUrl, demo.admin.api_key, AGENTS);
  const tenant = demo.tenants.find((candidate) => candidate.slug === FIRST_TENANT);
  if (!tenant) throw new Error(`The demo file has no tenant ${FIRST_TENANT}.`);
  const { isGood, waiting } = await runFirstScan(server.baseUrl, tenant.api_key, target.url, {
    waitMs: options.isOnce ? ONCE_WAIT_MS : WAIT_MS,
    print,
  });
  if (!options.isOnce) {
    printAccess(print, demo, path);
    print(
      `Targets to scan:  ${target.url} (web)  ${target.slowUrl} (slow web)  ${new URL(target.tlsUrl).host} (TLS)`,
    );
    print(`An archive with planted secrets:  ${target.archivePath}`);
    if (waiting) {
      const page = new URL(paths.scan(FIRST_TENANT, waiting.id), server.baseUrl);
      print(`Scan #${waiting.number} goes on in the console:  ${page}`);
    }
    print(HOW_TO_STOP);
  }
  return isGood;
}

function printAccess(
  print: (line: string) => void,
  demo: Awaited<ReturnType<typeof seedDemo>>["demo"],
  path: string,
): void {
  print("");
  print(`Console:  ${demo.base_url}`);
  print(`  admin       ${demo.admin.email}  ${demo.admin.password}`);
  for (const tenant of demo.tenants) {
    const [owner] = tenant.users;
    if (owner) print(`  ${tenant.plan.padEnd(11)} ${owner.email}  ${owner.password}`);
  }
  print(`Keys and tokens: ${path}`);
}
