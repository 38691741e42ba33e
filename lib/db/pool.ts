import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import "@/lib/db/pg-types";
import { env, requireSecret } from "@/lib/config/env";
import { log } from "@/lib/log";

const KEY = Symbol.for("muster.pg.pool");
type Holder = { [KEY]?: pg.Pool };
/** The pool's own connections, from whichever of the two module graphs it was opened. */
const CONNECTIONS = Symbol.for("muster.pg.connections");
type OpenPool = pg.Pool & { [CONNECTIONS]?: Set<pg.PoolClient> };

/** A server that does not answer must not hold up the program's end. */
const CLOSE_MS = 2_000;

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
  const opened: OpenPool = new pg.Pool({
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
  const connections = new Set<pg.PoolClient>();
  opened[CONNECTIONS] = connections;
  opened.on("connect", (client) => {
    connections.add(client);
    client.once("end", () => connections.delete(client));
  });
  opened.on("error", (error) => log.warn({ error: error.message }, "idle database connection lost"));
  return opened;
}

/**
 * Resolves when every connection has ended. The pool itself does not wait for the idle ones that it closes: a database
 * stopped at once would end them first, and each would be reported as lost.
 */
export async function closePool(): Promise<void> {
  const holder = globalThis as Holder;
  const open: OpenPool | undefined = holder[KEY];
  delete holder[KEY];
  await open?.end();
  const closing = [...(open?.[CONNECTIONS] ?? [])];
  const closed = Promise.all(
    closing.map((client) => new Promise<void>((resolve) => client.once("end", resolve))),
  );
  const deadline = new AbortController();
  await Promise.race([closed, delay(CLOSE_MS, undefined, { signal: deadline.signal }).catch(() => {})]);
  deadline.abort();
}
