import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import pino from "pino";
import { parseEnv } from "@/lib/config/env";
import { loadSecrets } from "./data-directory-secrets";
import type { EmbeddedPostgres } from "./postgres/start-embedded-postgres";
import { startEmbeddedPostgres } from "./postgres/start-embedded-postgres";
import { rootDirectory } from "./root-directory";

export interface PreparedEnvironment {
  dataDirectory: string;
  /** Null when DATABASE_URL names a server of your own. */
  postgres: EmbeddedPostgres | null;
}

/**
 * Completes process.env before anything reads it: `.env`, the installation's secrets, the embedded database's URL and
 * the console's own URL. Must run before modules that call env() are loaded. Throws EnvError with every bad variable.
 */
export async function prepareEnvironment(
  overrides: Record<string, string> = {},
): Promise<PreparedEnvironment> {
  const root = rootDirectory();
  const envFile = join(root, ".env");
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  Object.assign(process.env, overrides);
  const env = parseEnv(process.env);
  const dataDirectory = resolve(root, env.MUSTER_DATA_DIR);
  process.env.NEXTAUTH_URL ??= `http://${env.HOST === "0.0.0.0" ? "127.0.0.1" : env.HOST}:${env.PORT}`;
  const log = pino({ level: env.LOG_LEVEL, base: null });
  const isComplete = env.MUSTER_SECRET && env.NEXTAUTH_SECRET && env.CRON_SECRET;
  const postgres = env.DATABASE_URL ? null : await startEmbeddedPostgres({ dataDir: dataDirectory, log });
  if (postgres) process.env.DATABASE_URL = postgres.url;
  if (!isComplete) {
    for (const [name, value] of Object.entries(await loadSecrets(dataDirectory))) process.env[name] ??= value;
  }
  return { dataDirectory, postgres };
}
