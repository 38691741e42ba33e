import { connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openNotificationLine } from "@/lib/db/notifications/notification-line";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ isMigrated: false });
});
afterAll(() => database.drop());

/** A line that keeps what it is told. */
function listen(connectionString = database.url) {
  const got = { texts: [] as string[], opened: 0, breaks: [] as string[] };
  const line = openNotificationLine({
    connectionString,
    channel: "test",
    onText: (text) => got.texts.push(text),
    onOpen: () => (got.opened += 1),
    onBreak: (error) => got.breaks.push(error.message),
  });
  onTestFinished(() => line.stop());
  return { ...line, got };
}

async function endLines(): Promise<void> {
  await database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'muster notifications'",
  );
}

/** Stands between as a pooler does that gives each transaction another connection: notifications reach nobody. */
async function startDeafProxy(): Promise<string> {
  const { hostname, port } = new URL(database.url);
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    sockets.push(client, upstream);
    for (const socket of [client, upstream]) socket.on("error", () => {});
    client.pipe(upstream);
    let rest = Buffer.alloc(0);
    upstream.on("data", (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      while (rest.length >= 5 && rest.length >= 1 + rest.readUInt32BE(1)) {
        const message = rest.subarray(0, 1 + rest.readUInt32BE(1));
        rest = rest.subarray(message.length);
        if (message.toString("latin1", 0, 1) !== "A") client.write(message);
      }
    });
    upstream.on("close", () => client.destroy());
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const url = new URL(database.url);
  const address = server.address();
  url.host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return url.href;
}

describe("a line", () => {
  it("hands what one process sends to all that listen, in order, and nothing of its own workings", async () => {
    const [a, b] = [listen(), listen()];
    await expect.poll(() => [a.got.opened, b.got.opened]).toEqual([1, 1]);
    await a.send(["one", "two"]);
    await b.send(["three"]);
    const all = ["one", "two", "three"];
    await expect.poll(() => a.got.texts.filter((text) => !text.startsWith("echo"))).toEqual(all);
    await expect.poll(() => b.got.texts.filter((text) => !text.startsWith("echo"))).toEqual(all);
  });

  it("that the database ends is open again by itself, says so once, and works as before", async () => {
    const [a, b] = [listen(), listen()];
    await expect.poll(() => [a.got.opened, b.got.opened]).toEqual([1, 1]);
    await endLines();
    await expect.poll(() => [a.got.opened, b.got.opened], { timeout: 10_000 }).toEqual([2, 2]);
    expect(a.got.breaks).toHaveLength(1);
    await a.send(["after"]);
    await expect.poll(() => b.got.texts).toContain("after");
  });

  it("refuses what it cannot send, and ends at once also while it cannot be opened", async () => {
    const line = listen("postgres://nobody:wrong@127.0.0.1:1/none");
    await expect.poll(() => line.got.breaks.length).toBe(1);
    await expect(line.send(["lost"])).rejects.toThrow("broken");
    await line.stop();
    expect(line.got).toMatchObject({ opened: 0, breaks: [expect.any(String)] });
  });

  it("behind a pooler that swallows notifications counts as broken, is told of once, and harms nobody", async () => {
    const line = listen(await startDeafProxy());
    await expect.poll(() => line.got.breaks, { timeout: 15_000 }).toEqual(["Notifications do not arrive."]);
    await expect(line.send(["lost"])).rejects.toThrow("broken");
    expect(line.got.opened).toBe(0);
  });

  it("leaves no connection behind", async () => {
    const line = listen();
    await expect.poll(() => line.got.opened).toBe(1);
    await line.stop();
    const open = async () => {
      const { rows } = await database.pool.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'muster notifications'",
      );
      return rows[0]?.count;
    };
    await expect.poll(open).toBe(0);
  });
});
