import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as schemaEngine from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import pino from "pino";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";
import { runMigrations } from "./run-migrations";

/** Against the engine that `prisma migrate deploy` runs, so that an operator may use either on one database. */

const MIGRATIONS = [
  ["1_create", "CREATE TABLE a (id int);\nCREATE TABLE b (id int);\n"],
  ["2_fill", "INSERT INTO a VALUES (1);\n"],
] as const;

let database: TestDatabase;
let directory: string;

beforeAll(startSchemaEngine);

beforeEach(async () => {
  database = await createTestDatabase({ isMigrated: false });
  directory = await mkdtemp(join(tmpdir(), "muster-migrations-"));
  for (const [name, sql] of MIGRATIONS) {
    await mkdir(join(directory, name));
    await writeFile(join(directory, name, "migration.sql"), sql);
  }
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

it("Prisma finds nothing to do after our runner", async () => {
  await ours();
  expect(await prismaDeploy()).toEqual([]);
});

it("our runner finds nothing to do after Prisma, and its table is the same as ours", async () => {
  expect(await prismaDeploy()).toEqual(["1_create", "2_fill"]);
  expect(await ours()).toEqual([]);
  const theirs = await historyColumns();
  await database.pool.query("DROP TABLE _prisma_migrations, a, b");
  await ours();
  expect(await historyColumns()).toEqual(theirs);
});

function ours(): Promise<string[]> {
  return runMigrations(database.url, { directory, log: pino({ level: "silent" }) });
}

async function historyColumns(): Promise<unknown[]> {
  const { rows } = await database.pool.query(`
    SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
    FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`);
  return rows;
}

/** What `prisma migrate deploy` asks of the engine. Returns the names it applied. */
async function prismaDeploy(): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: database.url });
  pool.on("error", () => {});
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  const engine = await schemaEngine.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter as never);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: directory,
        lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
        shadowDbInitScript: "",
        migrationDirectories: MIGRATIONS.map(([path, sql]) => ({
          path,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } finally {
    engine.free();
    // The engine keeps Prisma's advisory lock for as long as its connection lives.
    await pool.end();
  }
}

/** The package's main module imports its .wasm as an ES module, which Node does only behind a flag. */
async function startSchemaEngine(): Promise<void> {
  const module = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const { instance } = await WebAssembly.instantiate(await readFile(module.replace(/\.js$/, ".wasm")), {
    "./schema_engine_bg.js": { ...schemaEngine },
  });
  schemaEngine.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start !== "function") throw new Error("the schema engine has no start function");
  start();
}
