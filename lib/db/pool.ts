import pg from "pg";
import "@/lib/db/pg-types";
import { env, requireSecret } from "@/lib/config/env";
import { log } from "@/lib/log";

const KEY = Symbol.for("muster.pg.pool");
type Holder = { [KEY]?: pg.Pool };

/**
 * The process's one pool. Kept on globalThis because the server's bundle and Next's bundle are two module graphs
 * in one process, and two pools would double the connections.
 */
export function pool(): pg.Pool {
  const holder = globalThis as Holder;
  holder[KEY] ??= openPool(requireSecret("DATABASE_URL"), env().DATABASE_POOL_MAX);
  return holder[KEY];
}

/** Opens a pool with the time-outs every connection of ours has. Tests open their own. */
export function openPool(connectionString: string, max: number): pg.Pool {
  const opened = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    application_name: "muster",
    options: "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=5000",
  });
  // Without a listener a restarted database would end the process.
  // A client that is checked out reports a lost connection by its query; the event itself must have a listener too.
  opened.on("connect", (client) => client.on("error", () => {}));
  opened.on("error", (error) => log.warn({ error: error.message }, "idle database connection lost"));
  return opened;
}

export async function closePool(): Promise<void> {
  const holder = globalThis as Holder;
  const open = holder[KEY];
  delete holder[KEY];
  await open?.end();
}
