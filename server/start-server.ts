import { routeModules } from "muster:api-routes";
import { join } from "node:path";
import next from "next";
import { env, requireSecret } from "@/lib/config/env";
import { runMigrations } from "@/lib/db/migrate/run-migrations";
import { closePool, pool } from "@/lib/db/pool";
import { log } from "@/lib/log";
import { ensureSetupLink } from "@/lib/services/setup/ensure-setup-link";
import { RouteTable } from "./http/route-table";
import { type HttpServer, startHttpServer } from "./http/start-http-server";
import { startMaintenanceScheduler } from "./maintenance-scheduler";
import { rootDirectory } from "./root-directory";

export interface RunningServer {
  baseUrl: string;
  /** Path and one-time token for the first admin; null when there is one already. */
  setupUrl: string | null;
  stop(): Promise<void>;
}

const STOP_GRACE_MS = 8_000;

/** Migrates, then serves the console and the API and runs maintenance. Needs a prepared environment. */
export async function startServer(): Promise<RunningServer> {
  const root = rootDirectory();
  const { HOST: host, PORT: port, NEXTAUTH_URL: publicUrl, NODE_ENV } = env();
  await runMigrations(requireSecret("DATABASE_URL"), { directory: join(root, "prisma", "migrations"), log });
  const pages = next({
    dev: NODE_ENV === "development",
    dir: root,
    hostname: host,
    port,
    customServer: true,
  });
  await pages.prepare();
  const handlePage = pages.getRequestHandler();
  const http: HttpServer = await startHttpServer({
    host,
    port,
    table: new RouteTable(routeModules),
    pages: (message, target) => handlePage(message, target),
  });
  const scheduler = startMaintenanceScheduler(pool(), log);
  const baseUrl = publicUrl ?? `http://${host}:${http.port}`;
  return {
    baseUrl,
    setupUrl: await ensureSetupLink(pool(), baseUrl),
    stop: async () => {
      await scheduler.stop();
      await http.stop(STOP_GRACE_MS);
      await pages.close();
      await closePool();
    },
  };
}
