import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import "@/lib/db/pg-types";
import { env, requireSecret } from "@/lib/config/env";
import { sendTogether } from "@/lib/db/send-together";
import { POOL_USES, type PoolUse, splitConnections } from "@/lib/db/split-connections";
import { log } from "@/lib/log";

export type Pools = Readonly<Record<PoolUse, pg.Pool>>;

const KEY = Symbol.for("muster.pg.pools");
type Holder = { [KEY]?: Pools };
/** The pool's own connections, from whichever of the two module graphs it was opened. */
const CONNECTIONS = Symbol.for("muster.pg.connections");
/** What the pool's connections were asked, ever. */
const STATEMENTS = Symbol.for("muster.pg.statements");
/** The pools that were opened together with this one. */
const BESIDE = Symbol.for("muster.pg.beside");
type OpenPool = pg.Pool & { [CONNECTIONS]?: Set<pg.PoolClient>; [STATEMENTS]?: number; [BESIDE]?: Pools };

/** A server that does not answer must not hold up the program's end. */
const CLOSE_MS = 2_000;
/** So long a caller waits for a connection; then it is told to come again. */
const CONNECT_MS = 2_000;
/** A statement that takes longer is given up. People do not wait for longer than the console's. */
const STATEMENT_MS: Record<PoolUse, number> = { queue: 15_000, beats: 5_000, console: 5_000 };
/** Shorter than a transaction that hangs may hold its locks, together with what is tried again longer. */
const LOCK_MS = 2_000;
const IDLE_IN_TRANSACTION_MS = 5_000;
/** After the database's own limit: for a server that is gone without a word, whose answer would be awaited for ever. */
const SILENCE_MS: Record<PoolUse, number> = { queue: 5_000, beats: 1_000, console: 5_000 };
const PEER_CHECK_MS = 10_000;

/**
 * The process's pools. Kept on globalThis because the server's bundle and Next's bundle are two module graphs
 * in one process, and pools of each would double the connections.
 */
function processPools(): Pools {
  const holder = globalThis as Holder;
  holder[KEY] ??= openPools(requireSecret("DATABASE_URL"), env().DATABASE_POOL_MAX);
  return holder[KEY];
}

/** The process's pool for `use`. */
export function pool(use: PoolUse = "queue"): pg.Pool {
  return processPools()[use];
}

/** The pool for `use` that was opened together with `db`; `db` itself if it was opened alone. */
export function poolBeside(db: pg.Pool, use: PoolUse): pg.Pool {
  return (db as OpenPool)[BESIDE]?.[use] ?? db;
}

/** How many statements its connections have sent so far, BEGIN and COMMIT among them. */
export function statementsSent(db: pg.Pool): number {
  return (db as OpenPool)[STATEMENTS] ?? 0;
}

/** Opens a pool for each use, of `max` connections together. */
export function openPools(connectionString: string, max: number): Pools {
  const sizes = splitConnections(max);
  const open = (use: PoolUse) => openPool(connectionString, sizes[use], use);
  const pools = { queue: open("queue"), beats: open("beats"), console: open("console") };
  for (const use of POOL_USES) (pools[use] as OpenPool)[BESIDE] = pools;
  return pools;
}

/** Opens a pool with the time-outs every connection of ours has. Tests open their own. */
export function openPool(connectionString: string, max: number, use: PoolUse = "queue"): pg.Pool {
  const settings = {
    statement_timeout: STATEMENT_MS[use],
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    // A search through everything would take all the cores from the queue, and is compiled in longer than it runs.
    max_parallel_workers_per_gather: 0,
    jit: "off",
  };
  const opened: OpenPool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: 30_000,
    query_timeout: STATEMENT_MS[use] + SILENCE_MS[use],
    // Statements that are sent together need not wait for each other's answers on the way; they still run in turn.
    pipeline: true,
    keepAlive: true,
    keepAliveInitialDelayMillis: PEER_CHECK_MS,
    application_name: use === "queue" ? "muster" : `muster ${use}`,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(" "),
  });
  // Without a listener a restarted database would end the process.
  // A client that is checked out reports a lost connection by its query; the event itself must have a listener too.
  opened.on("connect", (client) => client.on("error", () => {}));
  opened.on("connect", (client) =>
    sendTogether(client, () => {
      opened[STATEMENTS] = statementsSent(opened) + 1;
    }),
  );
  const connections = new Set<pg.PoolClient>();
  opened[CONNECTIONS] = connections;
  opened.on("connect", (client) => {
    connections.add(client);
    client.once("end", () => connections.delete(client));
  });
  opened.on("error", (error) => log.warn({ error: error.message, use }, "idle database connection lost"));
  return opened;
}

/** Closes all of the process's pools. */
export async function closePools(): Promise<void> {
  const holder = globalThis as Holder;
  const open = holder[KEY];
  delete holder[KEY];
  if (open) await Promise.all([...new Set(Object.values(open))].map(closePool));
}

/**
 * Resolves when every connection has ended. The pool itself does not wait for the idle ones that it closes: a database
 * stopped at once would end them first, and each would be reported as lost.
 */
async function closePool(open: OpenPool): Promise<void> {
  await open.end();
  const closing = [...(open[CONNECTIONS] ?? [])];
  const closed = Promise.all(
    closing.map((client) => new Promise<void>((resolve) => client.once("end", resolve))),
  );
  const deadline = new AbortController();
  await Promise.race([closed, delay(CLOSE_MS, undefined, { signal: deadline.signal }).catch(() => {})]);
  deadline.abort();
}
