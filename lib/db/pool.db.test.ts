import { afterAll, beforeAll, expect, it } from "vitest";
import { closePools, openPool, pool } from "@/lib/db/pool";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ isMigrated: false });
});

afterAll(async () => await database.drop());

it("a closed pool has no connection left that the end of the database could still break", async () => {
  setProcessPool(openPool(database.url, 5));
  let open = 0;
  pool().on("connect", (client) => {
    open += 1;
    client.once("end", () => (open -= 1));
  });
  const clients = await Promise.all(Array.from({ length: 5 }, () => pool().connect()));
  for (const client of clients) client.release();
  expect(open).toBe(5);
  await closePools();
  expect(open).toBe(0);
});
