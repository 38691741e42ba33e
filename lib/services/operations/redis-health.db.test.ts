import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkReadiness } from "@/lib/services/operations/check-readiness";
import { collectMetrics } from "@/lib/services/operations/collect-metrics";
import { adminContext } from "@/lib/testing/admin-context";
import { keepStateInRedis } from "@/lib/testing/redis-state";
import { hasRedis, type RunningRedis, startRedis } from "@/lib/testing/start-redis";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const isMissing = !hasRedis();
const why = isMissing ? " [skipped: redis-server is not installed]" : "";

describe.skipIf(isMissing)(`a server with REDIS_URL${why}`, () => {
  let database: TestDatabase;
  let redis: RunningRedis;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const started = await startRedis();
    if (!started) throw new Error("There is no redis-server here.");
    redis = started;
    database = await createTestDatabase();
    const state = keepStateInRedis(database.pool, redis.url);
    stop = () => state.close();
  });
  afterAll(async () => {
    await stop();
    await redis.stop();
    await database.drop();
  });

  it("stays ready without its Redis, and says so in its readiness and its metrics", async () => {
    const ctx = adminContext(database.pool);
    const told = async () => [
      (await checkReadiness(ctx)).checks.redis,
      (await collectMetrics(ctx)).split("\n").find((line) => line.startsWith("muster_redis_up ")),
    ];
    await expect.poll(told).toEqual(["ok", "muster_redis_up 1"]);
    await redis.kill();
    await expect.poll(told).toEqual(["degraded", "muster_redis_up 0"]);
    expect((await checkReadiness(ctx)).status).toBe("ok");
    await redis.restart();
    await expect.poll(told, { timeout: 5_000 }).toEqual(["ok", "muster_redis_up 1"]);
  });
});
