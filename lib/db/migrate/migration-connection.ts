import pg from "pg";
import type { Logger } from "pino";
import { MigrationError } from "./migration-error";

export type MigrationLog = Pick<Logger, "info" | "warn">;

/** A URL, or a connected client that nobody else uses meanwhile (a session: not through a transaction-pooling proxy). */
export type MigrationConnection = string | pg.Client;

export interface MigrationOptions {
  /** The folder prisma/migrations, wherever the installation keeps it. */
  directory: string;
  log: MigrationLog;
  /** How long to wait for another runner. */
  waitSeconds?: number;
}

/** The number that `prisma migrate` locks, so that it and we exclude each other too. */
const ADVISORY_LOCK_KEY = 72707369;
/** For a host that answers nothing: the system itself would wait for minutes. */
const CONNECT_MS = 10_000;
const DEFAULT_WAIT_SECONDS = 300;

/** Runs `work` while this session alone may migrate the database. */
export async function withMigrationLock<T>(
  connection: MigrationConnection,
  { log, waitSeconds = DEFAULT_WAIT_SECONDS }: MigrationOptions,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  if (typeof connection !== "string") return lockAround(connection, waitSeconds, log, work);
  const client = new pg.Client({
    connectionString: connection,
    application_name: "muster-migrate",
    connectionTimeoutMillis: CONNECT_MS,
  });
  // A broken connection also rejects the running query; without a listener it would end the process.
  client.on("error", () => {});
  await client.connect().catch((cause: unknown) => {
    throw unreachable(client, cause);
  });
  try {
    return await lockAround(client, waitSeconds, log, work);
  } finally {
    await client.end();
  }
}

function unreachable({ host, port, database }: pg.Client, cause: unknown): MigrationError {
  // A name with several addresses fails once for each, and says nothing itself.
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  const reason = first instanceof Error ? first.message : String(first);
  return new MigrationError(
    "database_unreachable",
    `The database ${database} at ${host}:${port} cannot be reached (${reason}). Check DATABASE_URL, and that Postgres runs there and lets its role in.`,
    { cause },
  );
}

async function lockAround<T>(
  client: pg.Client,
  waitSeconds: number,
  log: MigrationLog,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const { rows } = await client.query<{ isLocked: boolean }>(
    `SELECT pg_try_advisory_lock(${ADVISORY_LOCK_KEY}) AS "isLocked"`,
  );
  if (!rows[0]?.isLocked) {
    log.info("another process is migrating this database; waiting for it");
    await waitForLock(client, waitSeconds);
  }
  try {
    return await work(client);
  } finally {
    // On a lost connection this fails and is not needed; the error of the work is the one to tell.
    await client.query(`SELECT pg_advisory_unlock(${ADVISORY_LOCK_KEY})`).catch(() => {});
  }
}

async function waitForLock(client: pg.Client, waitSeconds: number): Promise<void> {
  await client.query(`SET lock_timeout = '${Math.round(waitSeconds * 1000)}ms'`);
  try {
    await client.query(`SELECT pg_advisory_lock(${ADVISORY_LOCK_KEY})`);
  } catch (cause) {
    throw new MigrationError(
      "lock_unavailable",
      `Another process has been migrating this database for over ${waitSeconds} s. Nothing was changed. Find it with ` +
        `SELECT pid, application_name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory'; ` +
        `and start again when it is done.`,
      { cause },
    );
  } finally {
    await client.query("RESET lock_timeout");
  }
}
