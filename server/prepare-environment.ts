import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import pino from "pino";
import { type Env, parseEnv } from "@/lib/config/env";
import { loadSecrets } from "./data-directory-secrets";
import type { Lifecycle } from "./lifecycle";
import { startEmbeddedPostgres } from "./postgres/start-embedded-postgres";
import { rootDirectory } from "./root-directory";

const CONNECTIONS_MIN = 100;
/** Of each process: the one that listens for the others. */
const BESIDE_POOL = 1;
/** Migrations, psql, back-ups, and what Postgres keeps for superusers. */
const OPERATORS = 20;

export interface PreparedEnvironment {
  dataDirectory: string;
  /** How many are to serve. Next's development mode knows one only. */
  processes: number;
}

/**
 * Completes process.env before anything reads it: `.env`, the installation's secrets, the embedded database's URL and
 * the console's own URL. Must run before modules that call env() are loaded. Throws EnvError with every bad variable.
 */
export async function prepareEnvironment(
  lifecycle: Lifecycle,
  overrides: Record<string, string> = {},
): Promise<PreparedEnvironment> {
  const root = rootDirectory();
  const envFile = join(root, ".env");
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  Object.assign(process.env, overrides);
  const env = parseEnv(process.env);
  const dataDirectory = resolve(root, env.MUSTER_DATA_DIR);
  // An empty variable counts as unset, as in parseEnv.
  process.env.NEXTAUTH_URL ||= `http://${reachableHost(env.HOST)}:${env.PORT}`;
  const log = pino({ level: env.LOG_LEVEL, base: null });
  const isComplete = env.MUSTER_SECRET && env.NEXTAUTH_SECRET && env.CRON_SECRET;
  if (!env.DATABASE_URL) {
    const onGivenUp = () => void lifecycle.exit(1);
    const settings = { max_connections: String(connectionsOf(env)) };
    const postgres = await startEmbeddedPostgres({ dataDir: dataDirectory, log, settings, onGivenUp });
    lifecycle.onStop(() => postgres.stop());
    process.env.DATABASE_URL = postgres.url;
  }
  if (!isComplete) {
    for (const [name, value] of Object.entries(await loadSecrets(dataDirectory))) process.env[name] ||= value;
  }
  return { dataDirectory, processes: env.NODE_ENV === "development" ? 1 : env.WEB_CONCURRENCY };
}

/** The embedded database lets in every connection that its own processes may open, and some of an operator's. */
function connectionsOf({ WEB_CONCURRENCY, DATABASE_POOL_MAX }: Env): number {
  return Math.max(CONNECTIONS_MIN, WEB_CONCURRENCY * (DATABASE_POOL_MAX + BESIDE_POOL) + OPERATORS);
}

/** The listening address as a browser on this machine writes it. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
