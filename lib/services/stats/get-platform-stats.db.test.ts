import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PlatformStats } from "@/lib/contracts/platform-stats";
import { getPlatformStats } from "@/lib/services/stats/get-platform-stats";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query("DELETE FROM jobs");
  await db.pool.query("DELETE FROM agents");
});

async function statsOf(tenantId: string, isTiered = true) {
  const stats = await getPlatformStats({ ...adminContext(db.pool), tenantId }, isTiered);
  expect(PlatformStats.strict().parse(stats)).toEqual(stats);
  return stats;
}

test("a tenant sees its limits, its use, and the tiers open to it", async () => {
  const tenant = await createTenant(db.pool, { plan: "business" });
  const other = await createTenant(db.pool);
  const shared = await createAgent(db.pool, { maxConcurrentJobs: 4 });
  await createAgent(db.pool, { maxConcurrentJobs: 2, health: "offline" });
  const dedicated = await createAgent(db.pool, { tier: "dedicated", maxConcurrentJobs: 1 });
  await createAgent(db.pool, { tier: "premium" });
  const own = await createAgent(db.pool, { tenantId: tenant.id, maxConcurrentJobs: 9 });
  await createJob(db.pool, tenant.id, { status: "running", agent: own, selectionMode: "any" });
  await createJob(db.pool, tenant.id, { status: "running", agent: shared });
  await createJob(db.pool, tenant.id, { status: "assigned", agent: dedicated });
  await createJob(db.pool, other.id, { status: "running", agent: shared });
  await createJob(db.pool, tenant.id);

  expect(await statsOf(tenant.id)).toEqual({
    enabled: true,
    max_tier: "dedicated",
    max_concurrent: 10,
    max_queued: 50,
    current_active: 2,
    current_queued: 1,
    available_slots: 8,
    accessible_tiers: ["shared", "dedicated"],
    tier_stats: {
      shared: {
        total_agents: 2,
        online_agents: 1,
        offline_agents: 1,
        total_capacity: 6,
        current_load: 2,
        available_slots: 2,
      },
      dedicated: {
        total_agents: 1,
        online_agents: 1,
        offline_agents: 0,
        total_capacity: 1,
        current_load: 1,
        available_slots: 0,
      },
    },
  });
});

test("a tenant that may not use platform agents gets zeros and no error", async () => {
  const nothing = {
    enabled: false,
    max_tier: "shared",
    max_concurrent: 0,
    max_queued: 0,
    current_active: 0,
    current_queued: 0,
    available_slots: 0,
    accessible_tiers: [],
    tier_stats: {},
  };
  expect(await statsOf((await createTenant(db.pool, { plan: null })).id)).toEqual(nothing);
  expect(await statsOf((await createTenant(db.pool, { status: "suspended" })).id)).toEqual(nothing);
});

test("free slots are never negative after a limit was lowered below what runs", async () => {
  const tenant = await createTenant(db.pool, { overrides: { "platform_agents:max_concurrent_jobs": 1 } });
  const agent = await createAgent(db.pool, { maxConcurrentJobs: 2 });
  for (let i = 0; i < 2; i++) await createJob(db.pool, tenant.id, { status: "running", agent });
  expect(await statsOf(tenant.id)).toMatchObject({
    max_concurrent: 1,
    current_active: 2,
    available_slots: 0,
  });
});

test("an agent that is drained, draining or disabled is not told to a tenant as online", async () => {
  const tenant = await createTenant(db.pool, { plan: "enterprise" });
  for (const status of ["active", "draining", "drained", "disabled"] as const)
    await createAgent(db.pool, { tier: "premium", maxConcurrentJobs: 3, status });
  expect((await statsOf(tenant.id)).tier_stats.premium).toMatchObject({
    total_agents: 4,
    online_agents: 1,
    offline_agents: 0,
    available_slots: 3,
  });
});

test("with tiers switched off every agent counts as shared", async () => {
  const tenant = await createTenant(db.pool, { plan: "free" });
  await createAgent(db.pool, { maxConcurrentJobs: 2 });
  await createAgent(db.pool, { tier: "premium", maxConcurrentJobs: 3 });
  expect((await statsOf(tenant.id, false)).tier_stats).toMatchObject({
    shared: { total_agents: 2, available_slots: 5 },
  });
  expect((await statsOf(tenant.id, true)).tier_stats).toMatchObject({
    shared: { total_agents: 1, available_slots: 2 },
  });
});
