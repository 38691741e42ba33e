import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/db/new-id";
import { insertJobsAcrossTenants, type NewJob } from "@/lib/db/queue/insert-jobs";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

function jobOf(tenantId: string, capability: string): NewJob {
  return {
    id: newId(),
    tenantId,
    tool: "http-headers",
    target: "https://example.com",
    profile: null,
    options: {},
    capabilities: [capability],
    region: null,
    priority: 0,
    priorityBase: 50,
    tierRequested: null,
    tierMax: "shared",
    tierDowngraded: false,
    selectionMode: "platform_only",
    maxAttempts: 3,
    timeoutSeconds: 600,
    retryOfJobId: null,
    submittedBy: "test",
  };
}

async function countWaitingForLocks(): Promise<number> {
  const { rows } = await db.pool.query<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.waiting ?? 0;
}

test("two batches that begin the same lanes in opposite order wait for each other in turn, and both succeed", async () => {
  const ids = (await Promise.all(Array.from({ length: 6 }, () => createTenant(db.pool))))
    .map(({ id }) => id)
    .sort();
  const tenants = { even: ids.filter((_, i) => i % 2 === 0), odd: ids.filter((_, i) => i % 2 === 1) };
  const lanes = ["a", "m", "z"];
  const batchOf = (tenantIds: string[], order: string[]) =>
    order.map((lane, i) => jobOf(tenantIds[i] ?? "", lane));
  // Both stop half-way: the lane between is somebody else's, who has not decided yet.
  const { id: third } = await createTenant(db.pool);
  const between = await db.pool.connect();
  let inserting: Promise<{ id: string }[][]>;
  try {
    await between.query("BEGIN");
    await insertJobsAcrossTenants(between, [jobOf(third, "m")]);
    inserting = Promise.all([
      insertJobsAcrossTenants(db.pool, batchOf(tenants.even, lanes)),
      insertJobsAcrossTenants(db.pool, batchOf(tenants.odd, lanes.toReversed())),
    ]);
    await expect.poll(countWaitingForLocks, { interval: 20 }).toBe(2);
  } finally {
    await between.query("ROLLBACK");
    between.release();
  }
  expect((await inserting).map((rows) => rows.length)).toEqual([3, 3]);
  const { rows } = await db.pool.query("SELECT count(*)::int AS lanes FROM queue_lanes");
  expect(rows).toEqual([{ lanes: 3 }]);
});
