import { routeModules } from "muster:api-routes";
import { join } from "node:path";
import next from "next";
import { env, requireSecret } from "@/lib/config/env";
import { runMigrations } from "@/lib/db/migrate/run-migrations";
import { closePools, pool } from "@/lib/db/pool";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { log } from "@/lib/log";
import { ensureSetupLink } from "@/lib/services/setup/ensure-setup-link";
import { RouteTable } from "./http/route-table";
import { startHttpServer } from "./http/start-http-server";
import type { Lifecycle } from "./lifecycle";
import { startMaintenanceScheduler } from "./maintenance-scheduler";
import { rootDirectory } from "./root-directory";

export interface RunningServer {
  baseUrl: string;
  /** Path and one-time token for the first admin; null when there is one already. */
  setupUrl: string | null;
}

const STOP_GRACE_MS = 8_000;

/** Migrates, then serves the console and the API and runs maintenance. Needs a prepared environment. */
export async function startServer(lifecycle: Lifecycle): Promise<RunningServer> {
  const root = rootDirectory();
  const { HOST: host, PORT: port, NEXTAUTH_URL: publicUrl, NODE_ENV } = env();
  lifecycle.onStop(closePools);
  lifecycle.onStop(() => ephemeralState(pool()).close());
  await runMigrations(requireSecret("DATABASE_URL"), { directory: join(root, "prisma", "migrations"), log });
  const pages = next({
    dev: NODE_ENV === "development",
    dir: root,
    hostname: host,
    port,
    customServer: true,
  });
  lifecycle.onStop(() => pages.close());
  await pages.prepare();
  const handlePage = pages.getRequestHandler();
  const http = await startHttpServer({
    host,
    port,
    table: new RouteTable(routeModules),
    pages: (message, target) => handlePage(message, target),
  });
  lifecycle.onStop(() => http.stop(STOP_GRACE_MS));
  const scheduler = startMaintenanceScheduler(pool(), log);
  lifecycle.onStop(() => scheduler.stop());
  const baseUrl = publicUrl ?? `http://${host}:${http.port}`;
  return { baseUrl, setupUrl: await ensureSetupLink(pool(), baseUrl) };
}
