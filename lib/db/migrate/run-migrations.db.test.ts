import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";
import { rollbackLastMigration } from "./rollback-last-migration";
import { runMigrations } from "./run-migrations";

const log = pino({ level: "silent" });
let database: TestDatabase;
let directory: string;

beforeEach(async () => {
  database = await createTestDatabase({ isMigrated: false });
  directory = await mkdtemp(join(tmpdir(), "muster-migrations-"));
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

describe("runMigrations", () => {
  it("applies each migration once, in order of name, and records it as Prisma does", async () => {
    await migration("2_fill", "INSERT INTO a VALUES (1)");
    await migration("1_create", "CREATE TABLE a (id int)");
    await writeFile(join(directory, "migration_lock.toml"), 'provider = "postgresql"\n');
    expect(await run()).toEqual(["1_create", "2_fill"]);
    expect(await run()).toEqual([]);
    expect(await rows("SELECT id FROM a")).toEqual([{ id: 1 }]);
    const [first] = await rows("SELECT * FROM _prisma_migrations ORDER BY started_at LIMIT 1");
    expect(first).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      checksum: createHash("sha256").update("CREATE TABLE a (id int)").digest("hex"),
      migration_name: "1_create",
      logs: null,
      started_at: expect.any(Date),
      finished_at: expect.any(Date),
      rolled_back_at: null,
      applied_steps_count: 1,
    });
  });

  it("lets runners that start at once apply everything once", async () => {
    await migration("1_create", "CREATE TABLE a (id int); SELECT pg_sleep(0.2)");
    await migration("2_fill", "INSERT INTO a VALUES (1)");
    const results = await Promise.all(Array.from({ length: 6 }, () => run()));
    expect(results.flat().sort()).toEqual(["1_create", "2_fill"]);
    expect(await rows("SELECT id FROM a")).toEqual([{ id: 1 }]);
  });

  it("keeps nothing of a migration that fails, and applies it when it is mended", async () => {
    await migration("1_create", "CREATE TABLE a (id int)");
    await migration("2_broken", "CREATE TABLE b (id int); SELECT 1/0");
    await expect(run()).rejects.toMatchObject({
      code: "migration_failed",
      message: expect.stringMatching(/2_broken.*division by zero.*22012/),
    });
    expect(await rows("SELECT to_regclass('a')::text AS a, to_regclass('b')::text AS b")).toEqual([
      { a: "a", b: null },
    ]);
    await migration("2_broken", "CREATE TABLE b (id int)");
    expect(await run()).toEqual(["2_broken"]);
  });

  it("refuses history that differs from the disk before it changes anything", async () => {
    await migration("1_create", "CREATE TABLE a (id int)");
    await run();
    await migration("2_more", "CREATE TABLE b (id int)");
    await migration("1_create", "CREATE TABLE a (id bigint)");
    await expect(run()).rejects.toMatchObject({
      code: "checksum_changed",
      message: expect.stringContaining("1_create"),
    });
    await rm(join(directory, "1_create"), { recursive: true });
    await expect(run()).rejects.toMatchObject({
      code: "missing_on_disk",
      message: expect.stringContaining("1_create"),
    });
    expect(await rows("SELECT to_regclass('b') AS b")).toEqual([{ b: null }]);
  });

  it("accepts a checkout whose line ends git has rewritten", async () => {
    await migration("1_create", "CREATE TABLE a (id int);\n");
    await run();
    await migration("1_create", "CREATE TABLE a (id int);\r\n");
    expect(await run()).toEqual([]);
  });

  it("runs a migration marked no-transaction statement by statement, and stops at one that failed halfway", async () => {
    await migration("1_create", "CREATE TABLE a (id int); INSERT INTO a VALUES (1), (1)");
    await migration(
      "2_index",
      "-- muster:no-transaction\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nSELECT 1;",
    );
    expect(await run()).toEqual(["1_create", "2_index"]);
    await migration(
      "3_unique",
      "-- muster:no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY a_unique ON a (id);",
    );
    await expect(run()).rejects.toMatchObject({ code: "migration_failed" });
    await expect(run()).rejects.toMatchObject({
      code: "failed_migration",
      message: expect.stringMatching(/3_unique.*UPDATE _prisma_migrations SET rolled_back_at/),
    });
    await rows("DROP INDEX a_unique; DELETE FROM a");
    await rows("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL");
    expect(await run()).toEqual(["3_unique"]);
  });

  it("waits for a table in use without holding up its readers for long, then goes on", async () => {
    await migration("1_create", "CREATE TABLE a (id int)");
    await run();
    await migration("2_alter", "ALTER TABLE a ADD COLUMN name text");
    const reader = await database.pool.connect();
    try {
      await reader.query("BEGIN; SELECT * FROM a");
      let hasRetried = false;
      const running = runMigrations(database.url, {
        directory,
        log: Object.assign(Object.create(log), {
          warn: () => {
            hasRetried = true;
            void reader.query("COMMIT");
          },
        }) as typeof log,
      });
      expect(await running).toEqual(["2_alter"]);
      expect(hasRetried).toBe(true);
    } finally {
      reader.release();
    }
  });

  it("gives up after the wait when another runner holds the lock, and works on a client that is handed over", async () => {
    await migration("1_create", "CREATE TABLE a (id int)");
    const client = new pg.Client({ connectionString: database.url });
    client.on("error", () => {});
    await client.connect();
    try {
      await client.query("SELECT pg_advisory_lock(72707369)");
      await expect(runMigrations(database.url, { directory, log, waitSeconds: 0.2 })).rejects.toMatchObject({
        code: "lock_unavailable",
      });
      await client.query("SELECT pg_advisory_unlock(72707369)");
      expect(await runMigrations(client, { directory, log })).toEqual(["1_create"]);
      expect(await run()).toEqual([]);
    } finally {
      await client.end();
    }
  });

  it("names the folder when there are no migrations to read", async () => {
    const missing = join(directory, "nowhere");
    await expect(runMigrations(database.url, { directory: missing, log })).rejects.toMatchObject({
      code: "directory_unreadable",
      message: expect.stringContaining(missing),
    });
  });
});

describe("rollbackLastMigration", () => {
  it("undoes the last migration by its down.sql, and the next run applies it again", async () => {
    await migration("1_create", "CREATE TABLE a (id int)");
    await migration("2_more", "CREATE TABLE b (id int)", "DROP TABLE b");
    await run();
    expect(await rollbackLastMigration(database.url, { directory, log })).toBe("2_more");
    expect(await rows("SELECT to_regclass('b') AS b")).toEqual([{ b: null }]);
    await expect(rollbackLastMigration(database.url, { directory, log })).rejects.toMatchObject({
      code: "no_down_script",
    });
    expect(await run()).toEqual(["2_more"]);
  });

  it("says so when there is nothing to undo", async () => {
    await expect(rollbackLastMigration(database.url, { directory, log })).rejects.toMatchObject({
      code: "nothing_to_roll_back",
    });
  });
});

function run(): Promise<string[]> {
  return runMigrations(database.url, { directory, log });
}

async function rows(sql: string): Promise<unknown[]> {
  return (await database.pool.query(sql)).rows;
}

async function migration(name: string, sql: string, downSql?: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, "migration.sql"), sql);
  if (downSql) await writeFile(join(directory, name, "down.sql"), downSql);
}
