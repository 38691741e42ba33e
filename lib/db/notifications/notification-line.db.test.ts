import { connect, createServer, type Server, type Socket } from "node:net";
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
  url.host = `127.0.0.1:${portOf(server)}`;
  return url.href;
}

/** Hangs up on whoever comes. */
async function startRefusingServer() {
  let tries = 0;
  const server = createServer((socket) => {
    tries += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `postgres://nobody:none@127.0.0.1:${portOf(server)}/none`, tries: () => tries };
}

function portOf(server: Server): number | string {
  const address = server.address();
  return typeof address === "object" && address ? address.port : "";
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

  it("that cannot be opened is tried again and told of once, refuses what it is to send, and ends at once", async () => {
    const { url, tries } = await startRefusingServer();
    const line = listen(url);
    await expect.poll(tries, { timeout: 10_000 }).toBeGreaterThan(3);
    expect(line.got.breaks).toHaveLength(1);
    await expect(line.send(["lost"])).rejects.toThrow("broken");
    await line.stop();
    expect(line.got.opened).toBe(0);
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
