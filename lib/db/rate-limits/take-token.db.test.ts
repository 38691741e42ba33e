import { afterAll, beforeAll, expect, test } from "vitest";
import { resetBucket } from "@/lib/db/rate-limits/reset-bucket";
import { takeToken } from "@/lib/db/rate-limits/take-token";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const slow = { capacity: 5, refillPerSecond: 1 / 3600 };

test("an unused bucket is full, an empty one says when the next token is there", async () => {
  for (const left of [4, 3, 2, 1, 0]) {
    expect(await takeToken(db.pool, "a", slow)).toEqual({
      allowed: true,
      remaining: left,
      retryAfterSeconds: 0,
    });
  }
  const refused = await takeToken(db.pool, "a", slow);
  expect(refused).toMatchObject({ allowed: false, remaining: 0 });
  expect(refused.retryAfterSeconds).toBeGreaterThan(3500);
  expect(refused.retryAfterSeconds).toBeLessThanOrEqual(3600);
});

test("200 calls at once get exactly as many tokens as there are", async () => {
  const grants = await Promise.all(Array.from({ length: 200 }, () => takeToken(db.pool, "race", slow)));
  expect(grants.filter((grant) => grant.allowed)).toHaveLength(5);
  expect(grants.every((grant) => grant.allowed || grant.retryAfterSeconds > 0)).toBe(true);
});

test("tokens come back with time, never more than the bucket holds", async () => {
  await takeToken(db.pool, "refill", slow);
  await db.pool.query(
    "UPDATE rate_limits SET tokens = 0, updated_at = now() - interval '2 hours' WHERE bucket = 'refill'",
  );
  expect((await takeToken(db.pool, "refill", slow)).remaining).toBe(1);
  await db.pool.query(
    "UPDATE rate_limits SET updated_at = now() - interval '30 days' WHERE bucket = 'refill'",
  );
  expect((await takeToken(db.pool, "refill", slow)).remaining).toBe(4);
});

test("a clock that was set back gives no tokens and does no harm", async () => {
  await takeToken(db.pool, "clock", slow);
  await db.pool.query(
    "UPDATE rate_limits SET tokens = 0, updated_at = now() + interval '1 day' WHERE bucket = 'clock'",
  );
  expect((await takeToken(db.pool, "clock", slow)).allowed).toBe(false);
});

test("a token taken in a transaction that rolls back is given back", async () => {
  const client = await db.pool.connect();
  await client.query("BEGIN");
  expect((await takeToken(client, "rollback", slow)).remaining).toBe(4);
  await client.query("ROLLBACK");
  client.release();
  expect((await takeToken(db.pool, "rollback", slow)).remaining).toBe(4);
});

test("a bucket that was reset is full again", async () => {
  for (let i = 0; i < 5; i++) await takeToken(db.pool, "reset", slow);
  await resetBucket(db.pool, "reset");
  expect((await takeToken(db.pool, "reset", slow)).remaining).toBe(4);
});
