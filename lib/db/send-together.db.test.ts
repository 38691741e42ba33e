import type { Duplex } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPool } from "@/lib/db/pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ isMigrated: false });
});
afterAll(async () => {
  await database.drop();
});

it("statements that are sent in one turn go out in one piece, and are answered each by itself", async () => {
  const pool = openPool(database.url, 1);
  const client = await pool.connect();
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
  let pieces = 0;
  for (const name of ["_write", "_writev"] as const) {
    const write = stream[name]?.bind(stream) as (...args: unknown[]) => void;
    stream[name] = (...args: unknown[]) => {
      pieces += 1;
      write(...args);
    };
  }
  const ask = (number: number) =>
    client.query<{ n: number }>({ name: "ask", text: "SELECT $1::int AS n", values: [number] });
  const answers = await Promise.all([client.query("SELECT 0 AS n"), ask(1), ask(2), ask(3)]);
  expect(answers.map(({ rows }) => rows[0]?.n)).toEqual([0, 1, 2, 3]);
  expect(pieces).toBe(1);
  await ask(4);
  expect(pieces).toBe(2);
  client.release();
  await pool.end();
});
