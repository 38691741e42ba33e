import { afterAll, beforeAll, expect, test } from "vitest";
import { type PrunableTable, pruneExpiredRowsAcrossTenants } from "@/lib/db/queue/prune-expired-rows";
import { type Db, transaction } from "@/lib/db/transaction";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let ownerOf: Record<string, string>;
beforeAll(async () => {
  database = await createTestDatabase();
  const agentId = (await createAgent(database.pool)).id;
  const tenantId = (await createTenant(database.pool)).id;
  ownerOf = { events: tenantId, idempotency_keys: tenantId, claim_requests: agentId };
});
afterAll(() => database.drop());

/** Writes 10,000 rows of the owner `$1` that are as old as `$2`. */
const INSERT: Partial<Record<PrunableTable, string>> = {
  events: `INSERT INTO events (at, tenant_id, type, subject_type, subject_id)
           SELECT now() - $2::interval, $1, 'test', 'test', $1 FROM generate_series(1, 10000)`,
  idempotency_keys: `INSERT INTO idempotency_keys (tenant_id, key, request_hash, response, created_at)
           SELECT $1, gen_random_uuid(), 'x', '{}', now() - $2::interval FROM generate_series(1, 10000)`,
  claim_requests: `INSERT INTO claim_requests (agent_id, request_id, jobs, created_at)
           SELECT $1, gen_random_uuid(), '[]', now() - $2::interval FROM generate_series(1, 10000)`,
};

/** Pages that this transaction has looked at, of all tables and indexes. */
async function pagesSoFar(tx: Db): Promise<number> {
  const { rows } = await tx.query<{ pages: number }>(
    "SELECT sum(pg_stat_get_xact_blocks_fetched(oid))::int AS pages FROM pg_class WHERE relnamespace = 'public'::regnamespace",
  );
  return rows[0]?.pages ?? 0;
}

/** How much a look of at most 100 rows finds and reads. */
async function prune(table: PrunableTable): Promise<{ pruned: number; pages: number }> {
  return await transaction(database.pool, async (tx) => {
    const before = await pagesSoFar(tx);
    const pruned = await pruneExpiredRowsAcrossTenants(tx, table, 100);
    return { pruned, pages: (await pagesSoFar(tx)) - before };
  });
}

test.each(Object.keys(INSERT) as PrunableTable[])(
  "old rows of %s are found without a look at the others, also where old ones were before, and when there are none",
  async (table) => {
    const { pool } = database;
    const insert = (age: string) => pool.query(INSERT[table] ?? "", [ownerOf[table], age]);
    await insert("30 days");
    await insert("20 minutes");
    while ((await pruneExpiredRowsAcrossTenants(pool, table, 1000)) > 0);
    await pool.query(`VACUUM ANALYZE ${table}`);
    // Where the old ones were.
    await insert("10 minutes");
    await pool.query(`VACUUM ANALYZE ${table}`);
    const { pruned, pages } = await prune(table);
    expect(pruned).toBe(0);
    expect(pages).toBeLessThan(20);

    const [key, at] = table === "events" ? ["id", "at"] : ["created_at", "created_at"];
    await pool.query(
      `UPDATE ${table} SET ${at} = now() - interval '30 days' WHERE ctid IN (SELECT ctid FROM ${table} ORDER BY ${key} LIMIT 150)`,
    );
    expect((await prune(table)).pruned).toBe(100);
    expect((await prune(table)).pruned).toBe(50);
    expect((await pool.query(`SELECT FROM ${table}`)).rowCount).toBe(19_850);
  },
);
