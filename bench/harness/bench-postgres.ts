/**
 * The Postgres that a run measures on: the embedded one in a temporary folder, with the settings every installation has,
 * or with BENCH_DATABASE_URL, a URL whose role may create databases, that server. Existing databases are never touched:
 * every scenario gets a new one, cloned from a migrated template, and all are dropped at the end.
 */
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import pino from "pino";
import "@/lib/db/pg-types";
import { runMigrations } from "@/lib/db/migrate/run-migrations";
import { startEmbeddedPostgres } from "@/server/postgres/start-embedded-postgres";
import { rootDirectory } from "@/server/root-directory";

export interface BenchDatabase {
  url: string;
  pool: pg.Pool;
  countTransactions(): Promise<number>;
  drop(): Promise<void>;
}

export interface BenchPostgres {
  version: string;
  /** With our schema. */
  createDatabase(): Promise<BenchDatabase>;
  /** Of the same owner, for a peer. */
  createEmptyDatabase(): Promise<BenchDatabase>;
  stop(): Promise<void>;
}

interface Access {
  adminUrl: string;
  /** What the server under test connects with; its role owns the databases. */
  appUrl: string;
  stop(): Promise<void>;
}

const log = pino({ level: "warn" }, pino.destination({ dest: 2, sync: true }));

export async function openBenchPostgres(): Promise<BenchPostgres> {
  const { adminUrl, appUrl, stop } = await obtainServer();
  const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
  admin.on("error", () => {});
  const owner = pg.escapeIdentifier(decodeURIComponent(new URL(appUrl).username));
  const prefix = `muster_bench_${randomBytes(4).toString("hex")}`;
  const template = `${prefix}_template`;
  const close = async () => {
    await dropAll(admin, prefix);
    await admin.end();
    await stop();
  };
  try {
    await admin.query(`CREATE DATABASE ${template} OWNER ${owner}`);
    const directory = join(rootDirectory(), "prisma", "migrations");
    await runMigrations(urlOf(appUrl, template), { directory, log });
    // Autovacuum stays away from a database that takes no connections, so that it can be cloned at any moment.
    await admin.query(`ALTER DATABASE ${template} ALLOW_CONNECTIONS false`);
    const { rows } = await admin.query<{ server_version: string }>("SHOW server_version");
    let made = 0;
    const create = async (origin: string) => {
      made += 1;
      const name = `${prefix}_${made}`;
      await admin.query(`CREATE DATABASE ${name} OWNER ${owner} ${origin}`);
      return openDatabase(admin, urlOf(appUrl, name), name);
    };
    return {
      version: rows[0]?.server_version ?? "unknown",
      createDatabase: () => create(`TEMPLATE ${template}`),
      createEmptyDatabase: () => create(""),
      stop: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The template, and after an interruption the scenario's database too. */
async function dropAll(admin: pg.Pool, prefix: string): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)",
    [`${prefix}_`],
  );
  for (const { name } of rows) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

function openDatabase(admin: pg.Pool, url: string, name: string): BenchDatabase {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on("error", () => {});
  return {
    url,
    pool,
    countTransactions: async () => {
      // From another database, so that asking is not counted.
      const { rows } = await admin.query<{ count: number }>(
        "SELECT xact_commit::float8 AS count FROM pg_stat_database WHERE datname = $1",
        [name],
      );
      return rows[0]?.count ?? 0;
    },
    drop: async () => {
      await pool.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function obtainServer(): Promise<Access> {
  const { BENCH_DATABASE_URL: url } = process.env;
  if (url) return { adminUrl: url, appUrl: url, stop: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), "muster-bench-"));
  // As root Postgres runs as another account, which has to pass through.
  await chmod(dataDir, 0o711);
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    return {
      adminUrl: postgres.adminUrl,
      appUrl: postgres.url,
      stop: async () => {
        await postgres.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function urlOf(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = database;
  return changed.href;
}
