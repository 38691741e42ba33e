import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { GET as live } from "@/app/api/health/live/route";
import { GET as ready } from "@/app/api/health/ready/route";
import { openPool } from "@/lib/db/pool";
import { callRoute } from "@/lib/testing/call-route";
import { setProcessPool } from "@/lib/testing/process-pool";
import { startSlowProxy } from "@/lib/testing/slow-proxy";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
let empty: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  empty = await createTestDatabase({ isMigrated: false });
});
afterAll(async () => {
  await db.drop();
  await empty.drop();
});
beforeEach(() => setProcessPool(db.pool));
afterEach(() => setProcessPool(db.pool));

test("a process with a migrated database is ready", async () => {
  const answer = await callRoute(ready);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ status: "ok", checks: { database: "ok", migrations: "ok" } });
});

test("a process whose database lacks the schema is alive and not ready", async () => {
  setProcessPool(empty.pool);
  const answer = await callRoute(ready);
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(await answer.json()).toMatchObject({ code: "service_unavailable", migrations: "failing" });
  expect((await callRoute(live)).status).toBe(200);
});

test("a migration that was rolled back or never finished does not count", async () => {
  for (const change of ["rolled_back_at = now()", "finished_at = NULL"]) {
    const client = await db.pool.connect();
    try {
      await client.query("BEGIN");
      await client.query(`UPDATE _prisma_migrations SET ${change}`);
      setProcessPool({ query: client.query.bind(client) } as unknown as typeof db.pool);
      expect((await callRoute(ready)).status).toBe(503);
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
  }
});

test("a probe is answered soon, also while the database says nothing", { timeout: 15_000 }, async () => {
  const url = new URL(db.url);
  const proxy = await startSlowProxy(Number(url.port));
  url.port = String(proxy.port);
  const pool = openPool(url.href, 1);
  setProcessPool(pool);
  try {
    expect((await callRoute(ready)).status).toBe(200);
    proxy.delayBy(120_000);
    // The first is sent and never answered, the second gets no connection.
    for (const answer of [await callRoute(ready), await callRoute(ready)]) {
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code: "service_unavailable", database: "failing" });
    }
  } finally {
    await proxy.stop();
    await pool.end();
  }
});
