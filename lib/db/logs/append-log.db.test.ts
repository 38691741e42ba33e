import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertLogChunks, lockLogStream, readStoredLog, type StreamKey } from "@/lib/db/logs/append-log";
import { readLogRange } from "@/lib/db/logs/read-log-range";
import { type Db, transaction } from "@/lib/db/transaction";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let key: StreamKey;
let stored: Buffer;
const CHUNKS = 400;

beforeAll(async () => {
  database = await createTestDatabase();
  const { id: tenantId } = await createTenant(database.pool);
  const agent = await createAgent(database.pool);
  const job = await createJob(database.pool, tenantId, { status: "running", agent });
  key = { jobId: job.id, attempt: 1, tenantId, stream: "stdout" };
  // Runs of 1 to 7 bytes, each byte telling its place.
  const lengths = Array.from({ length: CHUNKS }, (_, index) => (index % 7) + 1);
  stored = Buffer.from(Array.from({ length: lengths.reduce((a, b) => a + b) }, (_, place) => place % 251));
  let offset = 0;
  const chunks = lengths.map((length) => {
    const chunk = { offset, data: stored.subarray(offset, offset + length), ageMs: 0 };
    offset += length;
    return chunk;
  });
  await transaction(database.pool, async (tx) => {
    await lockLogStream(tx, key);
    await insertLogChunks(tx, key, chunks, offset);
  });
});

afterAll(async () => await database.drop());

/** Rows of the log that this transaction has looked at. */
async function touchedRows(tx: Db): Promise<number> {
  const { rows } = await tx.query<{ touched: number }>(
    `SELECT (seq_tup_read + idx_tup_fetch)::int AS touched FROM pg_stat_xact_user_tables WHERE relname = 'log_chunks'`,
  );
  return rows[0]?.touched ?? 0;
}

describe("a range of a stored log", () => {
  it("is exactly its bytes, wherever it begins and ends", async () => {
    for (let from = 0; from < 40; from += 1)
      for (const to of [from + 1, from + 9, from + 100, stored.length])
        expect(await readStoredLog(database.pool, key, from, to)).toEqual(stored.subarray(from, to));
    expect(await readStoredLog(database.pool, key, 10, 10)).toEqual(Buffer.alloc(0));
  });

  it.each<[string, (tx: Db, from: number) => Promise<unknown>]>([
    ["to be checked", (tx, from) => readStoredLog(tx, key, from, stored.length)],
    ["to be shown", (tx, from) => readLogRange(tx, key, from, 20)],
  ])("%s costs what it holds, not what lies before it, whatever the statistics say", async (_use, read) => {
    const touched = await transaction(database.pool, async (tx) => {
      // So small a table would be read whole.
      await tx.query("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off");
      const before = await touchedRows(tx);
      await read(tx, stored.length - 20);
      return (await touchedRows(tx)) - before;
    });
    expect(touched).toBeLessThan(20);
  });
});
