import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { inject } from "vitest";
import "./test-server";
import "@/lib/db/pg-types";

export interface TestDatabase {
  /** As a role that owns this database and has no other rights. */
  url: string;
  pool: pg.Pool;
  /** Closes the pool and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

const OBJECT_IN_USE = "55006";
const MAX_ATTEMPTS = 50;

/**
 * A database of its own for a test file, migrated and empty. With `isMigrated: false` not even a schema is in it.
 * Use in beforeAll; call `drop` in afterAll.
 */
export async function createTestDatabase({ isMigrated = true } = {}): Promise<TestDatabase> {
  const { adminUrl, role, password, templateName } = inject("testServer");
  const name = `${role}_${randomBytes(5).toString("hex")}`;
  await asAdmin(adminUrl, (admin) =>
    cloneWhenFree(
      admin,
      `CREATE DATABASE ${name} OWNER ${role} TEMPLATE ${isMigrated ? templateName : "template0"}`,
    ),
  );
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  url.pathname = name;
  const pool = new pg.Pool({ connectionString: url.href, max: 20, pipeline: true });
  // Postgres restarting or a test terminating a backend must not end the test process.
  pool.on("error", () => {});
  return {
    url: url.href,
    pool,
    async drop() {
      await pool.end();
      await asAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

/** A template is briefly in use while autovacuum looks at it; that passes. */
async function cloneWhenFree(admin: pg.Client, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await admin.query(statement);
      return;
    } catch (error) {
      const isInUse = error instanceof pg.DatabaseError && error.code === OBJECT_IN_USE;
      if (!isInUse || attempt === MAX_ATTEMPTS) throw error;
      await delay(100);
    }
  }
}

async function asAdmin<T>(adminUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl });
  admin.on("error", () => {});
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
