import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { RedisLink } from "@/lib/ephemeral/redis-link";
import { hasRedis, type RunningRedis, startRedis } from "@/lib/testing/start-redis";

const isMissing = !hasRedis();
const why = isMissing ? " [skipped: redis-server is not installed]" : "";
const PASSWORD = "correct-horse";

describe.skipIf(isMissing)(`the connection to Redis${why}`, () => {
  let redis: RunningRedis;
  let link: RedisLink;
  let lines: string[];
  beforeAll(async () => {
    const started = await startRedis(["--requirepass", PASSWORD, "--save", ""]);
    if (!started) throw new Error("There is no redis-server here.");
    redis = started;
  });
  afterEach(() => link.close());
  afterAll(() => redis.stop());

  const open = ({ user = "", password = PASSWORD, port = redis.port }) => {
    lines = [];
    const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
    link = new RedisLink(`redis://${user}:${password}@127.0.0.1:${port}`, "probe", log);
  };
  const whenUp = (isUp: boolean) => vi.waitUntil(() => link.isConnected === isUp, { timeout: 8_000 });
  const timed = async (work: () => Promise<unknown>) => {
    const startedAt = performance.now();
    return { answer: await work(), ms: performance.now() - startedAt };
  };
  const ping = () => link.ask((client) => client.ping());

  it("answers at once that it cannot say while nobody is there, and logs that once without the URL", async () => {
    open({ user: "muster-user", password: "hunter2", port: 1 });
    await vi.waitUntil(() => lines.length > 0, { timeout: 10_000 });
    for (let n = 0; n < 50; n++) expect(await ping()).toBeNull();
    expect((await timed(ping)).ms).toBeLessThan(50);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ reason: "ECONNREFUSED" });
    expect(lines.join()).not.toMatch(/hunter2|muster-user/);
  });

  it("logs nothing of a password that Redis refuses", async () => {
    open({ user: "muster-user", password: "hunter2" });
    await vi.waitUntil(() => lines.length > 0, { timeout: 10_000 });
    expect(await ping()).toBeNull();
    expect(lines.join()).not.toMatch(/hunter2|muster-user/);
  });

  it("waits for a Redis that hangs once, tells so once, and finds back by itself", async () => {
    open({});
    await whenUp(true);
    expect(await ping()).toBe("PONG");
    redis.pause();
    const all = await timed(() => Promise.all(Array.from({ length: 200 }, ping)));
    expect(all.answer).toEqual(Array.from({ length: 200 }, () => null));
    expect(all.ms).toBeLessThan(1_000);
    expect((await timed(ping)).ms).toBeLessThan(50);
    redis.resume();
    await whenUp(true);
    expect(await ping()).toBe("PONG");
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      expect.stringMatching(/does not answer/),
      "Redis answers again",
    ]);
  });

  it("ends at once, whatever Redis does", async () => {
    open({});
    await whenUp(true);
    redis.pause();
    void ping();
    expect((await timed(() => link.close())).ms).toBeLessThan(500);
    redis.resume();
    expect(await ping()).toBeNull();
  });
});
