import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPool } from "@/lib/db/pool";
import { Last, lookupStatement, lookupTransaction, together, transaction } from "@/lib/db/transaction";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  db = await createTestDatabase({ isMigrated: false });
  // A lost connection must not end the process: the pool of a test would.
  pool = openPool(db.url, 4);
  await db.pool.query("CREATE TABLE notes (id int PRIMARY KEY, text text NOT NULL)");
  await db.pool.query("INSERT INTO notes VALUES (1, 'first'), (2, 'second')");
});
afterAll(async () => {
  await pool.end();
  await db.drop();
});

const noteOf = async (id: number) =>
  (await db.pool.query<{ text: string }>("SELECT text FROM notes WHERE id = $1", [id])).rows[0]?.text;

test("what waited for a lock in vain is run again as a whole, three times at most", async () => {
  const holder = await db.pool.connect();
  try {
    await holder.query("BEGIN");
    await holder.query("SELECT FROM notes WHERE id = 2 FOR UPDATE");
    let runs = 0;
    const write = (freeAt: number) => {
      runs = 0;
      return transaction(pool, async (tx) => {
        runs += 1;
        if (runs === freeAt) await holder.query("ROLLBACK");
        await tx.query("SET LOCAL lock_timeout = '30ms'");
        await tx.query("UPDATE notes SET text = text || '+' WHERE id = 1");
        await tx.query("UPDATE notes SET text = 'changed' WHERE id = 2");
      });
    };
    await expect(write(4)).rejects.toMatchObject({ code: "55P03" });
    expect([runs, await noteOf(1)]).toEqual([3, "first"]);
    await write(2);
    expect([runs, await noteOf(1), await noteOf(2)]).toEqual([2, "first+", "changed"]);
  } finally {
    holder.release();
  }
});

test("two that lock each other's rows both succeed", async () => {
  const met = [0, 0];
  let [first, second] = [() => {}, () => {}];
  const both = [
    new Promise<void>((resolve) => (first = resolve)),
    new Promise<void>((resolve) => (second = resolve)),
  ];
  const cross = (own: number, other: number, place: number, arrive: () => void) =>
    transaction(pool, async (tx) => {
      met[place] = (met[place] ?? 0) + 1;
      await tx.query("UPDATE notes SET text = $2 WHERE id = $1", [own, `by ${place}`]);
      arrive();
      await Promise.all(both);
      await tx.query("UPDATE notes SET text = $2 WHERE id = $1", [other, `by ${place}`]);
    });
  await Promise.all([cross(1, 2, 0, first), cross(2, 1, 1, second)]);
  expect(met.toSorted()).toEqual([1, 2]);
  expect(await noteOf(1)).toBe(await noteOf(2));
});

test("what lost its connection is not run again, and the next one has another", async () => {
  let runs = 0;
  const lost = transaction(pool, async (tx) => {
    runs += 1;
    await tx.query("SELECT pg_terminate_backend(pg_backend_pid())");
  });
  await expect(lost).rejects.toThrow();
  expect(runs).toBe(1);
  expect(await transaction(pool, async (tx) => (await tx.query("SELECT 1 AS one")).rows)).toEqual([
    { one: 1 },
  ]);
});

test("a database that has fallen silent is not asked again: the connection is closed, which rolls back as well", async () => {
  let isSilent = false;
  let heard = "";
  const proxy = createServer((socket) => {
    const { hostname, port } = new URL(db.url);
    const server = connect(Number(port), hostname);
    socket.on("data", (bytes) => {
      heard += bytes.toString("latin1");
      if (!isSilent) server.write(bytes);
    });
    server.on("data", (bytes) => isSilent || socket.write(bytes));
    server.on("error", () => {});
    socket.on("error", () => {}).on("close", () => server.destroy());
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const url = new URL(db.url);
  url.hostname = "127.0.0.1";
  url.port = String((proxy.address() as AddressInfo).port);
  const silent = new pg.Pool({ connectionString: url.href, max: 1, query_timeout: 300 });
  silent.on("error", () => {});
  try {
    const work = transaction(silent, async (tx) => {
      tx.on("error", () => {});
      isSilent = true;
      await tx.query("SELECT 'the last that was said'");
    });
    await expect(work).rejects.toThrow("Query read timeout");
    expect(heard).toContain("the last that was said");
    expect(heard).not.toContain("ROLLBACK");
    expect(silent.totalCount).toBe(0);
  } finally {
    await silent.end();
    proxy.close();
  }
});

test("statements that are sent together run in their order, and after one that fails none counts", async () => {
  const write = (text: string) =>
    lookupTransaction(pool, {
      look: (tx) => tx.query("SELECT FROM notes"),
      work: (tx) =>
        together([
          tx.query("INSERT INTO notes VALUES (10, 'ten')"),
          tx.query("UPDATE notes SET text = text || '!' WHERE id = 10"),
          tx.query("INSERT INTO notes VALUES (11, $1)", [text]),
          tx.query("UPDATE notes SET text = text || '!' WHERE id = 11"),
        ]),
    });
  await expect(write(null as never)).rejects.toMatchObject({ code: "23502" });
  expect([await noteOf(10), await noteOf(11)]).toEqual([undefined, undefined]);
  await write("eleven");
  expect([await noteOf(10), await noteOf(11)]).toEqual(["ten!", "eleven!"]);
});

test("what is sent last goes with COMMIT: all of it counts when it is answered, and nothing when one of it fails", async () => {
  const write = (text: string | null) =>
    lookupTransaction(pool, {
      look: async () => {},
      work: async (tx) => {
        await tx.query("INSERT INTO notes VALUES (40, 'first')");
        return new Last(
          together([
            tx
              .query("UPDATE notes SET text = 'second' WHERE id = 40 RETURNING text")
              .then(({ rows }) => rows),
            tx.query("INSERT INTO notes VALUES (41, $1)", [text]),
          ]),
        );
      },
    });
  await expect(write(null)).rejects.toMatchObject({ code: "23502" });
  expect([await noteOf(40), await noteOf(41)]).toEqual([undefined, undefined]);
  const [updated] = await write("third");
  expect(updated).toEqual([{ text: "second" }]);
  expect([await noteOf(40), await noteOf(41)]).toEqual(["second", "third"]);
});

test("of statements that are sent together the one that failed is told, and not what came of it", async () => {
  const deep = async (sent: Promise<unknown>) => await (async () => await (async () => await sent)())();
  const failing = lookupTransaction(pool, {
    look: async () => {},
    work: (tx) => {
      const sent = together([
        deep(tx.query("INSERT INTO notes VALUES (12, NULL)")),
        tx.query("SELECT 1"),
        tx.query("SELECT 2"),
      ]);
      // So that all the answers are there before the first is read.
      const until = performance.now() + 30;
      while (performance.now() < until);
      return sent;
    },
  });
  await expect(failing).rejects.toMatchObject({ code: "23502" });
});

test("how look-ups are planned ends with their transaction", async () => {
  const alone = openPool(db.url, 1);
  const settings = async (on: pg.Pool | pg.PoolClient) =>
    (
      await on.query(
        "SELECT current_setting('enable_seqscan') AS seqscan, current_setting('plan_cache_mode') AS mode",
      )
    ).rows[0];
  const during = await lookupTransaction(alone, { look: settings, work: async (_, looked) => looked });
  expect(during).toEqual({ seqscan: "off", mode: "force_generic_plan" });
  expect(await settings(alone)).toEqual({ seqscan: "on", mode: "auto" });
  await alone.end();
});

test("a statement that goes in one round trip counts when it is answered, and not at all when it fails", async () => {
  const alone = openPool(db.url, 1);
  const insert = (id: number, text: string | null) =>
    lookupStatement(alone, (tx) =>
      tx.query("INSERT INTO notes VALUES ($1, 'kept'), ($1 + 1, $2)", [id, text]),
    );
  await expect(insert(20, null)).rejects.toMatchObject({ code: "23502" });
  expect(await noteOf(20)).toBeUndefined();
  await insert(20, "kept as well");
  expect([await noteOf(20), await noteOf(21)]).toEqual(["kept", "kept as well"]);
  await expect(
    lookupStatement(alone, (tx) => tx.query("SELECT pg_terminate_backend(pg_backend_pid())")),
  ).rejects.toThrow();
  await insert(30, "by another connection");
  expect(await noteOf(31)).toBe("by another connection");
  await alone.end();
});
