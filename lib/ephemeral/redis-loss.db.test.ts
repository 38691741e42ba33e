/** Redis may go, forget, hang or crawl at any moment: agents beat on, stay online and keep their jobs. */
import { createClient } from "@redis/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ONLINE_SECONDS } from "@/lib/domain/agent/liveness";
import { HEARTBEAT_SECONDS } from "@/lib/domain/job/lease";
import type { EphemeralState } from "@/lib/ephemeral/ephemeral-state";
import { ORDERS_MS } from "@/lib/ephemeral/redis-ephemeral-state";
import { takeBeat } from "@/lib/services/agent-protocol/beat-batch";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim, report } from "@/lib/testing/queue-contexts";
import { keepStateInRedis } from "@/lib/testing/redis-state";
import { type SlowProxy, startSlowProxy } from "@/lib/testing/slow-proxy";
import { hasRedis, type RunningRedis, startRedis } from "@/lib/testing/start-redis";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const isMissing = !hasRedis();
const why = isMissing ? " [skipped: redis-server is not installed]" : "";
/** The longest that a beat may take: two batches' linger and one wait for Redis. */
const BEAT_MS = 1_500;

describe.skipIf(isMissing)(`without its Redis${why}`, () => {
  let database: TestDatabase;
  let redis: RunningRedis;
  let proxy: SlowProxy;
  let state: EphemeralState;
  let fleet: { id: string }[];

  beforeAll(async () => {
    const started = await startRedis();
    if (!started) throw new Error("There is no redis-server here.");
    redis = started;
    proxy = await startSlowProxy(redis.port);
    database = await createTestDatabase();
    state = keepStateInRedis(database.pool, `redis://127.0.0.1:${proxy.port}`);
    await whenUp();
  });
  afterAll(async () => {
    await state.close();
    await proxy.stop();
    await redis.stop();
    await database.drop();
  });
  beforeEach(async () => {
    fleet = await Promise.all(Array.from({ length: 5 }, () => createAgent(database.pool)));
    await beatAll();
    // From here on Postgres is not asked at a beat.
    await expect.poll(() => isWritten(beatAll), { timeout: 8_000 }).toBe(false);
  });
  afterEach(async () => {
    proxy.delayBy(0);
    redis.resume();
  });

  const whenUp = () => vi.waitUntil(() => state.isRedisUp() === true, { interval: 5, timeout: 10_000 });
  const quiet = { current_jobs: 0, running: [] };
  const beatAll = async () => {
    const startedAt = performance.now();
    await Promise.all(fleet.map(({ id }) => takeBeat(database.pool, { agentId: id, body: quiet })));
    return performance.now() - startedAt;
  };
  const versions = async () => {
    const { rows } = await database.pool.query<{ xmin: string }>(
      "SELECT xmin::text FROM agent_heartbeats WHERE agent_id = ANY ($1::uuid[]) ORDER BY agent_id",
      ids(),
    );
    return rows.map((row) => row.xmin);
  };
  const isWritten = async (work: () => Promise<unknown>) => {
    const before = await versions();
    await work();
    return JSON.stringify(before) !== JSON.stringify(await versions());
  };
  const ids = () => [fleet.map((agent) => agent.id)];
  /** As long ago as if no word had come since; in ten seconds they would be marked silent. */
  const ageRows = () =>
    database.pool.query(
      "UPDATE agent_heartbeats SET last_seen_at = now() - interval '50 seconds' WHERE agent_id = ANY ($1::uuid[])",
      ids(),
    );
  const maintain = () => runMaintenance({ db: database.pool, log: adminContext(database.pool).log });
  const offlineCount = async () => {
    const { rows } = await database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM agent_heartbeats
        WHERE agent_id = ANY ($1::uuid[]) AND (reported_offline OR last_seen_at < now() - interval '30 seconds')`,
      ids(),
    );
    return rows[0]?.n;
  };

  const losses: Record<string, () => Promise<unknown>> = {
    "is killed": () => redis.kill(),
    "forgets everything": async () => {
      const client = await createClient({ url: redis.url }).connect();
      await client.flushAll();
      client.destroy();
    },
    hangs: async () => redis.pause(),
    "answers after two seconds": async () => proxy.delayBy(2_000),
    "takes no writes": async () => {
      const client = await createClient({ url: redis.url }).connect();
      await client.configSet("maxmemory", "1");
      client.destroy();
    },
  };
  const returns: Record<string, () => Promise<unknown>> = {
    "is killed": () => redis.restart(),
    hangs: async () => redis.resume(),
    "answers after two seconds": async () => proxy.delayBy(0),
    "takes no writes": async () => {
      const client = await createClient({ url: redis.url }).connect();
      await client.configSet("maxmemory", "0");
      client.destroy();
    },
  };

  it("has beats recorded in time, even if no process comes to write what it has deferred", async () => {
    expect(ORDERS_MS + HEARTBEAT_SECONDS * 1000).toBeLessThan(ONLINE_SECONDS * 1000);
    const client = await createClient({ url: redis.url }).connect();
    const keys = (await client.keys("*:orders:*")).map(String);
    expect(keys.length).toBeGreaterThanOrEqual(fleet.length);
    for (const key of keys) expect(await client.pTTL(key)).toBeLessThanOrEqual(ORDERS_MS);
    client.destroy();
  });

  it.each(Object.keys(losses))("that %s agents beat on, stay online and finish their jobs", async (name) => {
    const tenant = await createTenant(database.pool, { plan: "enterprise" });
    const worker = await createAgent(database.pool, { maxConcurrentJobs: 2 });
    const job = await createJob(database.pool, tenant.id, {
      status: "running",
      agent: worker,
      leaseSeconds: 2,
    });
    const during = beatAll();
    await losses[name]?.();
    expect(await during).toBeLessThan(BEAT_MS);
    await ageRows();
    const body = { current_jobs: 1, running: [{ job_id: job.id, attempt: 1 }] };
    const work = takeBeat(database.pool, { agentId: worker.id, body });
    expect(await beatAll()).toBeLessThan(BEAT_MS);
    expect((await work).leases).toHaveLength(1);
    // What Redis cannot keep is written at once; a Redis that has only forgotten keeps the next beats again.
    const timeout = name === "forgets everything" ? 8_000 : 0;
    await expect.poll(offlineCount, { timeout, interval: 20 }).toBe(0);
    await maintain();
    for (let n = 0; n < 3; n++) expect(await beatAll()).toBeLessThan(BEAT_MS);
    expect(await offlineCount()).toBe(0);
    await createJob(database.pool, tenant.id);
    const [first] = fleet;
    const { jobs } = await claim(database.pool, first?.id ?? "", { wait_seconds: 5 });
    expect(jobs).toHaveLength(1);
    await report(database.pool, worker.id, { id: job.id, attempt: 1 }, "succeeded");
    await returns[name]?.();
    await whenUp();
    fleet = fleet.slice(1);
    await expect.poll(() => isWritten(beatAll), { timeout: 8_000 }).toBe(false);
  });
});
