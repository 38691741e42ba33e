import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listWaitingFactsAcrossTenants } from "@/lib/db/jobs/list-waiting-facts";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database?.drop();
});
beforeEach(async () => {
  await database.pool.query("DELETE FROM jobs");
  await database.pool.query("DELETE FROM agents");
});

async function factsOf(jobId: string, isTiered = true) {
  const [row] = await listWaitingFactsAcrossTenants(database.pool, [jobId], isTiered);
  if (!row) throw new Error("the job is not queued");
  return row;
}

describe("agents that could run a job", () => {
  test("are those of the tenant's tiers with the tool and every wished capability", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { plan: "business" });
    await createAgent(pool, { tier: "shared", maxConcurrentJobs: 2 });
    await createAgent(pool, { tier: "dedicated", capabilities: ["docker", "ipv6"], maxConcurrentJobs: 3 });
    await createAgent(pool, { tier: "premium", capabilities: ["docker"], maxConcurrentJobs: 50 });
    await createAgent(pool, { tier: "shared", tools: ["secrets"], maxConcurrentJobs: 50 });
    const plain = await createJob(pool, tenant.id, { tierMax: "dedicated" });
    const picky = await createJob(pool, tenant.id, { tierMax: "dedicated", capabilities: ["docker"] });

    expect(await factsOf(plain.id)).toMatchObject({ matchingAgents: 2, totalSlots: 5, freeSlots: 5 });
    expect(await factsOf(picky.id)).toMatchObject({ matchingAgents: 1, totalSlots: 3, freeSlots: 3 });
  });

  test("follow the tenant's present plan, not the one it submitted with", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { plan: "enterprise" });
    await createAgent(pool, { tier: "premium" });
    const job = await createJob(pool, tenant.id, { tierMax: "premium" });
    expect(await factsOf(job.id)).toMatchObject({ matchingAgents: 1 });

    await pool.query("UPDATE subscriptions SET plan_slug = 'free' WHERE tenant_id = $1", [tenant.id]);
    expect(await factsOf(job.id)).toMatchObject({ matchingAgents: 0, tenantMaxConcurrent: 1 });

    await pool.query("UPDATE subscriptions SET status = 'cancelled' WHERE tenant_id = $1", [tenant.id]);
    expect(await factsOf(job.id)).toMatchObject({ matchingAgents: 0, tenantMaxConcurrent: 0 });
  });

  test("all count as shared when tiers are switched off", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { plan: "free" });
    await createAgent(pool, { tier: "premium" });
    const job = await createJob(pool, tenant.id);
    expect(await factsOf(job.id, true)).toMatchObject({ matchingAgents: 0 });
    expect(await factsOf(job.id, false)).toMatchObject({ matchingAgents: 1 });
  });

  test("leave out disabled, draining and deleted ones, and give slots only of those online", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool);
    await createAgent(pool, { status: "disabled" });
    await createAgent(pool, { status: "draining" });
    const deleted = await createAgent(pool);
    await pool.query("UPDATE agents SET deleted_at = now() WHERE id = $1", [deleted.id]);
    await createAgent(pool, { health: "degraded" });
    await createAgent(pool, { health: "pending" });
    const job = await createJob(pool, tenant.id);
    expect(await factsOf(job.id)).toMatchObject({
      matchingAgents: 2,
      matchingAgentsOnline: 0,
      totalSlots: 0,
      freeSlots: 0,
    });

    const busy = await createAgent(pool, { maxConcurrentJobs: 2 });
    await createJob(pool, (await createTenant(pool)).id, { status: "running", agent: busy });
    expect(await factsOf(job.id)).toMatchObject({ matchingAgentsOnline: 1, totalSlots: 2, freeSlots: 1 });
  });

  test("of a tenant are its own only, as the selection mode says", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool);
    const other = await createTenant(pool);
    await createAgent(pool, { tenantId: tenant.id, maxConcurrentJobs: 4 });
    await createAgent(pool, { tenantId: other.id, maxConcurrentJobs: 7 });
    await createAgent(pool, { maxConcurrentJobs: 10 });
    const total = async (selectionMode: "platform_only" | "tenant_only" | "tenant_first" | "any") => {
      const job = await createJob(pool, tenant.id, { selectionMode });
      return (await factsOf(job.id)).totalSlots;
    };
    expect(await total("platform_only")).toBe(10);
    expect(await total("tenant_only")).toBe(4);
    expect(await total("tenant_first")).toBe(14);
    expect(await total("any")).toBe(14);
  });

  test("that are its own are also counted apart, and what they run is not the plan's", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool);
    const own = await createAgent(pool, { tenantId: tenant.id, maxConcurrentJobs: 4 });
    await createAgent(pool, { maxConcurrentJobs: 10 });
    await createJob(pool, tenant.id, { status: "running", agent: own, selectionMode: "any" });
    const job = await createJob(pool, tenant.id, { selectionMode: "any" });
    expect(await factsOf(job.id)).toMatchObject({
      freeSlots: 13,
      ownAgentsOnline: 1,
      ownFreeSlots: 3,
      tenantRunning: 0,
    });
  });
});

describe("a job's place", () => {
  test("inside its tenant is by priority, then age", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool);
    const old = await createJob(pool, tenant.id, { queuedSecondsAgo: 100 });
    const young = await createJob(pool, tenant.id, { queuedSecondsAgo: 10 });
    const urgent = await createJob(pool, tenant.id, { queuedSecondsAgo: 1, priority: 5 });
    const places = await listWaitingFactsAcrossTenants(pool, [old.id, young.id, urgent.id], true);
    expect(Object.fromEntries(places.map((row) => [row.jobId, row.tenantPosition]))).toEqual({
      [urgent.id]: 1,
      [old.id]: 2,
      [young.id]: 3,
    });
    expect(places.map((row) => row.position)).toEqual(places.map((row) => row.tenantPosition));
  });

  test("between tenants is by effective priority, so that a long wait overtakes a better plan", async () => {
    const { pool } = database;
    const free = await createTenant(pool, { plan: "free" });
    const enterprise = await createTenant(pool, { plan: "enterprise" });
    await createAgent(pool);
    const fresh = await createJob(pool, enterprise.id, { tierMax: "premium" });
    const patient = await createJob(pool, free.id, { queuedSecondsAgo: 60 });
    expect((await factsOf(patient.id)).position).toBe(2);
    expect((await factsOf(fresh.id)).position).toBe(1);

    const starved = await createJob(pool, free.id, { queuedSecondsAgo: 76 * 60 });
    expect((await factsOf(starved.id)).position).toBe(1);
    expect((await factsOf(fresh.id)).position).toBe(2);
  });

  test("counts only jobs that could take the same agents and may start", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { plan: "free" });
    const rival = await createTenant(pool, { plan: "enterprise" });
    const agent = await createAgent(pool, { tools: ["http-headers"], maxConcurrentJobs: 2 });
    await createAgent(pool, { tools: ["secrets"] });
    const job = await createJob(pool, tenant.id);
    await createJob(pool, rival.id, { tool: "secrets" });
    await createJob(pool, rival.id, { selectionMode: "tenant_only" });
    await createJob(pool, rival.id, { readyInSeconds: 60 });
    expect((await factsOf(job.id)).position).toBe(1);

    await createJob(pool, rival.id);
    expect((await factsOf(job.id)).position).toBe(2);

    const capped = await createTenant(pool, {
      plan: "enterprise",
      overrides: { "platform_agents:max_concurrent_jobs": 1 },
    });
    await createJob(pool, capped.id);
    expect((await factsOf(job.id)).position).toBe(3);
    await createJob(pool, capped.id, { status: "running", agent });
    expect((await factsOf(job.id)).position).toBe(2);
  });
});

test("a lost attempt's pause and the tenant's running jobs are counted", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool);
  const agent = await createAgent(pool);
  await createJob(pool, tenant.id, { status: "assigned", agent });
  const job = await createJob(pool, tenant.id, { readyInSeconds: 30 });
  const facts = await factsOf(job.id);
  expect(facts).toMatchObject({ tenantRunning: 1, tenantMaxConcurrent: 3 });
  expect(facts.backoffSeconds).toBeGreaterThan(20);
});

test("a job that is not queued has no row", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool);
  const job = await createJob(pool, tenant.id, { status: "running", agent: await createAgent(pool) });
  expect(await listWaitingFactsAcrossTenants(pool, [job.id], true)).toEqual([]);
});
