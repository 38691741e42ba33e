import { closePools, pool } from "@/lib/db/pool";
import { log } from "@/lib/log";
import { ensureSetupLink } from "@/lib/services/setup/ensure-setup-link";
import type { Lifecycle } from "../lifecycle";
import { migrateDatabase } from "../migrate-database";
import type { RunningServer } from "../running-server";
import { STOP_GRACE_MS } from "../stop-grace";
import { Workers } from "./workers";

/** Beside the grace for requests, a worker closes its database connections and its pages. */
const STOP_MS = STOP_GRACE_MS + 4_000;

/**
 * Migrates, then lets `count` processes serve on one port, and minds them. This process itself serves nothing, so what goes
 * wrong in a request cannot end it. Needs a prepared environment, which the workers inherit.
 */
export async function startCluster(
  lifecycle: Lifecycle,
  options: { count: number; program: string },
): Promise<RunningServer> {
  lifecycle.onStop(closePools);
  await migrateDatabase();
  const workers = new Workers({ ...options, log, onGivenUp: () => void lifecycle.exit(1) });
  lifecycle.onStop(() => workers.stop(STOP_MS));
  const baseUrl = await workers.start();
  const setupUrl = await ensureSetupLink(pool(), baseUrl);
  // Nothing else is asked from here, and what the workers may hold is reckoned without this process.
  await closePools();
  return { baseUrl, setupUrl };
}
