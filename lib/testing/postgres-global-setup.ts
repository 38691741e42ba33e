/**
 * Vitest global setup of the database tests: one Postgres for the whole run, one migrated template that every test file
 * clones (test-database.ts). With TEST_DATABASE_URL, a URL whose role may create databases and roles, that server is used
 * (Postgres 15 to 18); otherwise the embedded one in a temporary folder.
 *
 * Tests connect as a role without special rights that owns its database, as the application does. All names carry the
 * run's id, so runs may share a server; everything made here is removed at the end.
 */
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import pino from "pino";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../../server/postgres/start-embedded-postgres";
import { runMigrations } from "../db/migrate/run-migrations";
import type { TestServer } from "./test-server";

const MIGRATIONS_DIR = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
const log = pino({ level: "warn" }, pino.destination({ dest: 2, sync: true }));

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { adminUrl, stop } = await obtainServer();
  const runId = randomBytes(4).toString("hex");
  const role = `muster_test_${runId}`;
  const server: TestServer = {
    adminUrl,
    role,
    password: randomBytes(12).toString("hex"),
    templateName: `muster_template_${runId}`,
  };
  try {
    await createTemplate(server);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("testServer", server);
  return async () => {
    try {
      await removeEverythingOf(server);
    } finally {
      await stop();
    }
  };
}

async function obtainServer(): Promise<{ adminUrl: string; stop: () => Promise<void> }> {
  const { TEST_DATABASE_URL } = process.env;
  if (TEST_DATABASE_URL) return { adminUrl: TEST_DATABASE_URL, stop: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), "muster-test-"));
  // As root Postgres runs as another account, which has to pass through.
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log,
    // What a crash would leave of this data is of no interest.
    settings: { fsync: "off", full_page_writes: "off", synchronous_commit: "off", max_connections: "200" },
  });
  return {
    adminUrl: postgres.adminUrl,
    async stop() {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function createTemplate({ adminUrl, role, password, templateName }: TestServer): Promise<void> {
  const admin = await connect(adminUrl);
  try {
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
    // Since Postgres 16 a creator of roles that is no superuser may not hand them databases otherwise.
    await admin.query(`GRANT ${role} TO CURRENT_USER`);
    await admin.query(`CREATE DATABASE ${templateName} OWNER ${role}`);
    const url = new URL(adminUrl);
    url.username = role;
    url.password = password;
    url.pathname = templateName;
    await runMigrations(url.href, { directory: MIGRATIONS_DIR, log });
    // A template that somebody is connected to cannot be cloned.
    await admin.query(`ALTER DATABASE ${templateName} ALLOW_CONNECTIONS false`);
  } finally {
    await admin.end();
  }
}

async function removeEverythingOf({ adminUrl, role }: TestServer): Promise<void> {
  const admin = await connect(adminUrl);
  try {
    const { rows } = await admin.query<{ name: string }>(
      "SELECT datname AS name FROM pg_database WHERE datdba = $1::regrole",
      [role],
    );
    for (const { name } of rows)
      await admin.query(`DROP DATABASE ${admin.escapeIdentifier(name)} WITH (FORCE)`);
    await admin.query(`DROP ROLE ${role}`);
  } finally {
    await admin.end();
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  return client;
}
