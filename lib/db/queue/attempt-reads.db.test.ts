import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/db/new-id";
import { openPool } from "@/lib/db/pool";
import { endAttemptsAcrossTenants } from "@/lib/db/queue/end-attempts";
import { startAttemptsAcrossTenants } from "@/lib/db/queue/start-attempts";
import { type Db, lookupTransaction } from "@/lib/db/transaction";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const OTHERS = 300;

let database: TestDatabase;
let agent: Awaited<ReturnType<typeof createAgent>>;
let tenantId: string;

beforeEach(async () => {
  database = await createTestDatabase();
  agent = await createAgent(database.pool);
  tenantId = (await createTenant(database.pool)).id;
});
afterEach(async () => await database.drop());

/** Rows and index entries that this transaction has read, of all tables. */
async function readSoFar(tx: Db): Promise<number> {
  const { rows } = await tx.query<{ read: number }>(
    "SELECT COALESCE(sum(pg_stat_get_xact_tuples_returned(oid)), 0)::int AS read FROM pg_class WHERE relnamespace = 'public'::regnamespace",
  );
  return rows[0]?.read ?? 0;
}

/** Who have no part in what is looked up. */
async function others(): Promise<void> {
  for (let other = 0; other < OTHERS; other++) {
    const { id } = await createTenant(database.pool);
    await createJob(database.pool, id, { status: "running", agent });
  }
}

/** What `look` reads, in a transaction of one such connection: a plan is its connection's. */
async function readBy(
  one: pg.Pool,
  look: (tx: Db) => Promise<unknown[]>,
): Promise<{ read: number; found: number }> {
  return await lookupTransaction(one, {
    look: readSoFar,
    work: async (tx, before) => {
      const found = (await look(tx)).length;
      return { found, read: (await readSoFar(tx)) - before };
    },
  });
}

describe("what the start and the end of a run read", () => {
  it("does not grow with all that runs, by plans made while there was nothing, too", async () => {
    const one = openPool(database.url, 1);
    const start = (jobId: string) =>
      readBy(one, (tx) =>
        startAttemptsAcrossTenants(tx, [
          { jobId, attempt: 1, agentId: agent.id, progress: null, message: null },
        ]),
      );
    const end = (jobId: string) =>
      readBy(one, (tx) =>
        endAttemptsAcrossTenants(tx, [
          {
            ...{ jobId, attempt: 1, agentId: agent.id, end: "succeeded", actorType: "agent" },
            ...{ failureReason: null, exitCode: 0, error: null },
          },
        ]),
      );
    try {
      for (const look of [start, end]) expect((await look(newId())).found).toBe(0);
      await others();
      const { id } = await createJob(database.pool, tenantId, { status: "assigned", agent });
      for (const look of [start, end]) {
        const { read, found } = await look(id);
        expect(found).toBe(1);
        expect(read).toBeLessThan(OTHERS / 10);
      }
    } finally {
      await one.end();
    }
  });
});
