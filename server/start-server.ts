import { pool } from "@/lib/db/pool";
import { ensureSetupLink } from "@/lib/services/setup/ensure-setup-link";
import type { Lifecycle } from "./lifecycle";
import { migrateDatabase } from "./migrate-database";
import type { RunningServer } from "./running-server";
import { serve } from "./serve";

/** Migrates, then serves the console and the API and runs maintenance, in this process. Needs a prepared environment. */
export async function startServer(lifecycle: Lifecycle): Promise<RunningServer> {
  await migrateDatabase();
  const baseUrl = await serve(lifecycle, { hasMaintenance: true });
  return { baseUrl, setupUrl: await ensureSetupLink(pool(), baseUrl) };
}
