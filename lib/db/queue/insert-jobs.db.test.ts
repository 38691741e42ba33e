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
    number: 1,
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
    queuedAt: new Date(),
  };
}

async function countWaitingForLocks(): Promise<number> {
  const { rows } = await db.pool.query<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.waiting ?? 0;
}

test("a number that one of the tenant's jobs has is refused, and the tenant's count only goes up", async () => {
  const { id } = await createTenant(db.pool);
  const countOf = async () => {
    const { rows } = await db.pool.query<{ n: number }>(
      "SELECT last_job_number AS n FROM tenants WHERE id = $1",
      [id],
    );
    return rows[0]?.n;
  };
  await insertJobsAcrossTenants(db.pool, [
    { ...jobOf(id, "n"), number: 2 },
    { ...jobOf(id, "n"), number: 1 },
  ]);
  expect(await countOf()).toBe(2);
  await expect(insertJobsAcrossTenants(db.pool, [jobOf(id, "n")])).rejects.toMatchObject({ code: "23505" });
  expect(await countOf()).toBe(2);
});

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
  let inserting: Promise<unknown>;
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
  await inserting;
  const { rows } = await db.pool.query(
    "SELECT count(DISTINCT lane_id)::int AS lanes, count(*)::int AS waiting FROM queue_items WHERE tenant_id = ANY ($1)",
    [ids],
  );
  expect(rows).toEqual([{ lanes: 3, waiting: 6 }]);
});
