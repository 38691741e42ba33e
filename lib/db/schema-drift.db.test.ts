import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import * as schemaEngine from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "@/lib/testing/test-database";

/**
 * The migrations are the truth and schema.prisma is a description of them written by hand. Here the description is turned
 * into SQL, the SQL into a database, and the two catalogs are compared line by line.
 * Left out, because Prisma has no words for it: CHECKs, partial indexes, views, triggers, what a default's value is,
 * storage parameters, and whether a list may be null.
 */

type TestDatabase = Awaited<ReturnType<typeof createTestDatabase>>;

const schemaFile = "prisma/schema.prisma";
let migrated: TestDatabase;
let described: TestDatabase;

beforeAll(async () => {
  [migrated, described] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await described.pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  await described.pool.query(await sqlOf(await readFile(schemaFile, "utf8"), described.pool));
});

afterAll(async () => {
  await Promise.all([migrated?.drop(), described?.drop()]);
});

describe("schema.prisma", () => {
  test("describes exactly the tables, columns, keys and indexes that the migrations build", async () => {
    expect(await catalogOf(described.pool)).toEqual(await catalogOf(migrated.pool));
  });

  test("differs as soon as one side alone has a column, a key or an index", async () => {
    const before = await catalogOf(described.pool);
    await described.pool.query(`
      ALTER TABLE tenants ADD COLUMN drifted_by uuid;
      ALTER TABLE tenants ADD CONSTRAINT tenants_drifted_by_fkey FOREIGN KEY (drifted_by) REFERENCES users (id);
      CREATE INDEX tenants_drifted_by_idx ON tenants (drifted_by);`);
    try {
      const added = (await catalogOf(described.pool)).filter((line) => !before.includes(line));
      expect(added).toEqual([
        "tenants: column drifted_by uuid",
        "tenants: constraint tenants_drifted_by_fkey FOREIGN KEY (drifted_by) REFERENCES users(id)",
        "tenants: index CREATE INDEX tenants_drifted_by_idx ON public.tenants USING btree (drifted_by)",
      ]);
    } finally {
      await described.pool.query("ALTER TABLE tenants DROP COLUMN drifted_by");
    }
  });
});

/** The SQL that builds `schema` in an empty database, from the engine that the Prisma CLI itself would download. */
async function sqlOf(schema: string, pool: Pool): Promise<string> {
  await startSchemaEngine();
  // The engine asks for a connection even where it only reads files; it takes answers wrapped, never thrown.
  const connection = await new PrismaPg(pool).connect();
  const adapter = {
    provider: connection.provider,
    adapterName: connection.adapterName,
    connect: async () => ({
      ok: true,
      value: {
        ...adapter,
        getConnectionInfo: () => ({ ok: true, value: connection.getConnectionInfo() }),
        queryRaw: async (query: Parameters<typeof connection.queryRaw>[0]) => ({
          ok: true,
          value: await connection.queryRaw(query),
        }),
        executeRaw: refuse,
        executeScript: refuse,
        startTransaction: refuse,
        dispose: async () => ({ ok: true, value: undefined }),
      },
    }),
    connectToShadowDb: refuse,
  };
  const engine = await schemaEngine.SchemaEngine.new(
    { datamodels: [[schemaFile, schema]] },
    () => undefined,
    adapter,
  );
  try {
    const { stdout } = await engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files: [{ path: schemaFile, content: schema }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    if (!stdout) throw new Error("the schema engine answered without SQL");
    return stdout;
  } finally {
    engine.free();
    await connection.dispose();
  }
}

async function refuse(): Promise<never> {
  throw new Error("the schema engine was asked to compute SQL, not to change a database");
}

/** The package's main module imports its .wasm as an ES module, which Node does only behind a flag. */
async function startSchemaEngine(): Promise<void> {
  const module = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const wasm = await readFile(module.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, {
    "./schema_engine_bg.js": { ...schemaEngine },
  });
  schemaEngine.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start !== "function") throw new Error("the schema engine has no start function");
  start();
}

/** One line a table, column, key and index, worded by Postgres and sorted: a difference reads as what is missing. */
async function catalogOf(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(`
    WITH tables AS (
      SELECT oid, relname AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> '_prisma_migrations'
    ), lines AS (
      SELECT name || ': table' AS line FROM tables
      UNION ALL
      SELECT concat_ws(' ', t.name || ': column', a.attname, format_type(a.atttypid, a.atttypmod),
                       CASE WHEN a.attnotnull AND ty.typcategory <> 'A' THEN 'not null' END,
                       CASE WHEN a.atthasdef OR a.attidentity <> '' THEN 'with default' END)
        FROM tables t
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type ty ON ty.oid = a.atttypid
      UNION ALL
      SELECT t.name || ': constraint ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
        FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype IN ('p', 'f')
      UNION ALL
      SELECT t.name || ': index ' || pg_get_indexdef(i.indexrelid)
        FROM tables t JOIN pg_index i ON i.indrelid = t.oid AND i.indpred IS NULL AND i.indexprs IS NULL
    )
    SELECT line FROM lines ORDER BY line COLLATE "C"`);
  return rows.map((row) => row.line);
}
