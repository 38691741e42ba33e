import { routeModules } from "muster:api-routes";
import { env } from "@/lib/config/env";
import { closePools, pool } from "@/lib/db/pool";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { log } from "@/lib/log";
import { RouteTable } from "./http/route-table";
import { startHttpServer } from "./http/start-http-server";
import type { Lifecycle } from "./lifecycle";
import { startMaintenanceScheduler } from "./maintenance-scheduler";
import { openPages } from "./open-pages";
import { startPeerWakes } from "./start-peer-wakes";
import { STOP_GRACE_MS } from "./stop-grace";

/** Serves the console and the API from a migrated database, and answers the base URL. Needs a prepared environment. */
export async function serve(
  lifecycle: Lifecycle,
  { hasMaintenance }: { hasMaintenance: boolean },
): Promise<string> {
  const { HOST: host, PORT: port, NEXTAUTH_URL: publicUrl, NODE_ENV } = env();
  lifecycle.onStop(closePools);
  lifecycle.onStop(() => ephemeralState(pool()).close());
  const peers = startPeerWakes(log);
  lifecycle.onStop(() => peers.stop());
  const pages = openPages({ host, port, isDevelopment: NODE_ENV === "development" });
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
  if (hasMaintenance) {
    const scheduler = startMaintenanceScheduler(pool(), log);
    lifecycle.onStop(() => scheduler.stop());
  }
  return publicUrl ?? `http://${host}:${http.port}`;
}
