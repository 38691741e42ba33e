import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ListAdminJobsQuery } from "@/lib/contracts/admin-job";
import { getQueueStats } from "@/lib/services/admin-jobs/get-queue-stats";
import { listAdminJobs } from "@/lib/services/admin-jobs/list-admin-jobs";
import type { Context } from "@/lib/services/context";
import { dismissDeadLetter } from "@/lib/services/dead-letters/dismiss-dead-letter";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createDeadLetter } from "@/lib/testing/factories/create-dead-letter";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let ctx: Context;

beforeAll(async () => {
  database = await createTestDatabase();
  ctx = adminContext(database.pool);
});
afterAll(async () => {
  await database?.drop();
});

describe("queue figures", () => {
  test("of an empty platform are zeros and nulls for every tier", async () => {
    const stats = await getQueueStats(ctx);
    expect(stats).toMatchObject({
      queued: 0,
      assigned: 0,
      running: 0,
      open_dead_letters: 0,
      wait_window_hours: 24,
      top_tenants: [],
    });
    expect(stats.tiers.premium).toEqual({
      waiting: 0,
      running: 0,
      slots_total: 0,
      slots_used: 0,
      agents_total: 0,
      agents_online: 0,
      agents_active: 0,
      agents_draining: 0,
      agents_drained: 0,
      agents_disabled: 0,
      wait_p50_seconds: null,
      wait_p95_seconds: null,
      oldest_queued_seconds: null,
      pause: null,
    });
  });

  test("count the dead letters that wait for a decision", async () => {
    const { pool } = database;
    const { id } = await createTenant(pool);
    const { id: letter } = await createDeadLetter(pool, id);
    await createDeadLetter(pool, id);
    expect((await getQueueStats(ctx)).open_dead_letters).toBe(2);
    await dismissDeadLetter(ctx, { id: letter });
    expect((await getQueueStats(ctx)).open_dead_letters).toBe(1);
    await pool.query("DELETE FROM jobs");
  });

  test("count a job at the lower of its own ceiling and what its tenant may use now", async () => {
    const { pool } = database;
    const business = await createTenant(pool, { plan: "business" });
    const lowered = await createTenant(pool, {
      plan: "enterprise",
      overrides: { "platform_agents:max_tier": "shared" },
    });
    const suspended = await createTenant(pool, { plan: "enterprise", status: "suspended" });
    await createJob(pool, business.id, { tierMax: "dedicated", queuedSecondsAgo: 90 });
    await createJob(pool, business.id, { tierMax: "shared" });
    await createJob(pool, business.id, { tierMax: "dedicated", selectionMode: "tenant_only" });
    await createJob(pool, lowered.id, { tierMax: "premium" });
    await createJob(pool, suspended.id, { tierMax: "premium" });
    const { queued, tiers, on_own_agents: own } = await getQueueStats(ctx);
    expect(queued).toBe(5);
    expect(queued).toBe(tiers.shared.waiting + tiers.dedicated.waiting + tiers.premium.waiting + own.queued);
    expect([tiers.shared.waiting, tiers.dedicated.waiting, tiers.premium.waiting]).toEqual([2, 1, 1]);
    expect(tiers.dedicated.oldest_queued_seconds).toBeGreaterThanOrEqual(90);
  });

  test("count slots of agents that take jobs, and what ended and how long it had waited", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { plan: "enterprise", slug: "busy" });
    const agent = await createAgent(pool, { tier: "premium", maxConcurrentJobs: 10 });
    const draining = await createAgent(pool, { tier: "premium", maxConcurrentJobs: 4, status: "draining" });
    await createAgent(pool, { tier: "premium", maxConcurrentJobs: 4, health: "offline" });
    await createJob(pool, tenant.id, { status: "running", agent });
    await createJob(pool, tenant.id, { status: "assigned", agent });
    await createJob(pool, tenant.id, { status: "running", agent: draining });
    await createJob(pool, tenant.id, { status: "succeeded", agent, queuedSecondsAgo: 40, runSeconds: 10 });
    await createJob(pool, tenant.id, { status: "timed_out", agent, queuedSecondsAgo: 40, runSeconds: 10 });
    const stats = await getQueueStats(ctx);
    expect(stats).toMatchObject({
      assigned: 1,
      running: 2,
      finished_last_hour: { succeeded: 1, failed: 0, cancelled: 0, timed_out: 1, expired: 0 },
    });
    expect(stats.tiers.premium).toMatchObject({
      running: 3,
      slots_total: 10,
      slots_used: 2,
      agents_total: 3,
      agents_online: 2,
      agents_active: 1,
      agents_draining: 1,
    });
    // Percentiles over a day are shared for a second.
    const medianWait = async () => (await getQueueStats(ctx)).tiers.premium.wait_p50_seconds;
    await expect.poll(medianWait, { timeout: 3_000 }).toBeGreaterThan(0);
    expect(stats.top_tenants[0]).toMatchObject({ running: 3 });
  });
});

describe("agents", () => {
  test("that are drained or disabled are not among those that get work, and are counted as what they are", async () => {
    const { pool } = database;
    await pool.query("DELETE FROM jobs");
    await pool.query("DELETE FROM agents");
    for (const status of ["active", "draining", "drained", "drained", "disabled"] as const)
      await createAgent(pool, { tier: "dedicated", status });
    await createAgent(pool, { tier: "dedicated", health: "degraded" });
    expect((await getQueueStats(ctx)).tiers.dedicated).toMatchObject({
      agents_total: 6,
      agents_online: 5,
      agents_active: 1,
      agents_draining: 1,
      agents_drained: 2,
      agents_disabled: 1,
    });
  });

  test("of tenants run jobs that no tier counts, and these are told apart", async () => {
    const { pool } = database;
    await pool.query("DELETE FROM jobs");
    const tenant = await createTenant(pool, { plan: "enterprise" });
    const own = await createAgent(pool, { tenantId: tenant.id, maxConcurrentJobs: 3 });
    const platform = await createAgent(pool, { maxConcurrentJobs: 3 });
    await createJob(pool, tenant.id, { status: "running", agent: own, selectionMode: "any" });
    await createJob(pool, tenant.id, { status: "assigned", agent: own, selectionMode: "tenant_only" });
    await createJob(pool, tenant.id, { status: "running", agent: platform, selectionMode: "any" });
    await createJob(pool, tenant.id, { selectionMode: "tenant_only" });
    await createJob(pool, tenant.id, { selectionMode: "tenant_first" });
    const stats = await getQueueStats(ctx);
    expect(stats).toMatchObject({
      queued: 2,
      assigned: 1,
      running: 2,
      on_own_agents: { queued: 1, running: 2 },
    });
    expect(stats.tiers.shared.running).toBe(1);
  });
});

describe("the list of every tenant's jobs", () => {
  test("names the tenant, filters by tenant, state, agent, target and number, and goes page by page", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { slug: "lister" });
    const agent = await createAgent(pool, { name: "lister-agent" });
    const queued = await createJob(pool, tenant.id, { target: "https://one.example" });
    const running = await createJob(pool, tenant.id, {
      status: "running",
      agent,
      target: "https://two.example",
    });
    const idsOf = async (query: Record<string, unknown>) =>
      (await listAdminJobs(ctx, ListAdminJobsQuery.parse(query))).items.map((job) => job.id);

    expect(await idsOf({ tenant_id: tenant.id })).toEqual([running.id, queued.id]);
    expect(await idsOf({ tenant_id: tenant.id, status: "active" })).toEqual([running.id, queued.id]);
    expect(await idsOf({ tenant_id: tenant.id, status: "queued" })).toEqual([queued.id]);
    expect(await idsOf({ agent_id: agent.id })).toEqual([running.id]);
    expect(await idsOf({ q: "TWO.example" })).toEqual([running.id]);
    expect(await idsOf({ tenant_id: tenant.id, q: `#${queued.number}` })).toEqual([queued.id]);

    const first = await listAdminJobs(ctx, ListAdminJobsQuery.parse({ tenant_id: tenant.id, limit: 1 }));
    expect(first.items[0]).toMatchObject({ id: running.id, tenant_slug: "lister", waiting: null });
    expect(await idsOf({ tenant_id: tenant.id, limit: 1, cursor: first.next_cursor })).toEqual([queued.id]);
  });
});
