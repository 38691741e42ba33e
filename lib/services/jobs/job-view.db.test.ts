import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { JobView } from "@/lib/contracts/job";
import { getJobRow } from "@/lib/db/jobs/get-job-row";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import { jobViewsBy } from "@/lib/services/jobs/job-view";
import { loadForecast } from "@/lib/services/jobs/queue-snapshot";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { placeTenants } from "@/lib/testing/place-tenants";
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
  await database.pool.query(
    "DELETE FROM tenants WHERE NOT EXISTS (SELECT FROM agents a WHERE a.tenant_id = tenants.id) AND slug LIKE 'tenant-%'",
  );
});

/** The view of a job by the queue as it is now. */
async function viewOf(tenant: { id: string }, job: { id: string }, isTiered = true) {
  const { pool } = database;
  const forecast = await loadForecast(pool, isTiered);
  const [view] = await jobViewsBy(forecast, pool, [await getJobRow(pool, tenant.id, job.id)]);
  if (!view) throw new Error("a job has a view");
  return view;
}
async function waitingOf(tenant: { id: string }, job: { id: string }, isTiered = true) {
  const { waiting } = await viewOf(tenant, job, isTiered);
  if (!waiting) throw new Error("the job is not queued");
  return waiting;
}
async function slotsOf(tenant: { id: string }, job: { id: string }): Promise<number> {
  const { message } = await waitingOf(tenant, job);
  return Number(/All (\d+) slots?/.exec(message)?.[1] ?? 0);
}
async function occupy(agent: NonNullable<JobOptions["agent"]>, jobs: number) {
  const other = await createTenant(database.pool, { plan: "enterprise" });
  for (let i = 0; i < jobs; i++) await createJob(database.pool, other.id, { status: "running", agent });
}

describe("the agents that could run a job", () => {
  it("are those of the tenant's tiers with the tool and every wished capability, reachable and taking work", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { plan: "business" });
    const job = await createJob(pool, tenant.id, { tierMax: "dedicated", capabilities: ["docker"] });
    await createAgent(pool, { tools: ["secrets"], capabilities: ["docker"] });
    await createAgent(pool, { tier: "premium", capabilities: ["docker"] });
    await createAgent(pool, { tier: "dedicated" });
    await createAgent(pool, { status: "draining", capabilities: ["docker"] });
    expect(await waitingOf(tenant, job)).toMatchObject({
      reason: "no_matching_agent",
      estimated_start: null,
    });
    await createAgent(pool, { health: "degraded", capabilities: ["docker"] });
    await createAgent(pool, { health: "pending", capabilities: ["docker"] });
    expect(await waitingOf(tenant, job)).toMatchObject({ reason: "agents_offline", estimated_start: null });
    const agent = await createAgent(pool, { tier: "dedicated", capabilities: ["docker", "ipv6"] });
    expect(await waitingOf(tenant, job)).toMatchObject({ reason: "next" });
    await occupy(agent, 1);
    expect(await waitingOf(tenant, job)).toMatchObject({ reason: "tier_saturated" });
  });

  it("follow the tenant's present plan, not the one it submitted with", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { plan: "enterprise" });
    await createAgent(pool, { tier: "premium" });
    const job = await createJob(pool, tenant.id, { tierMax: "premium" });
    const told = async () => await viewOf(tenant, job);
    expect(await told()).toMatchObject({
      waiting: { reason: "next" },
      tier_max: "premium",
      tier_downgraded: false,
    });
    await pool.query("UPDATE subscriptions SET plan_slug = 'free' WHERE tenant_id = $1", [tenant.id]);
    expect(await told()).toMatchObject({ waiting: { reason: "no_matching_agent" }, tier_max: "shared" });
    await pool.query("UPDATE subscriptions SET status = 'cancelled' WHERE tenant_id = $1", [tenant.id]);
    expect((await waitingOf(tenant, job)).reason).toBe("no_matching_agent");
  });

  it("all count as shared when tiers are switched off", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { plan: "free" });
    await createAgent(pool, { tier: "premium" });
    const job = await createJob(pool, tenant.id);
    expect((await waitingOf(tenant, job, true)).reason).toBe("no_matching_agent");
    expect((await waitingOf(tenant, job, false)).reason).toBe("next");
  });

  it("of a tenant are its own only, as the selection mode says", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { plan: "enterprise" });
    const other = await createTenant(pool);
    const own = await createAgent(pool, { tenantId: tenant.id, maxConcurrentJobs: 4 });
    await createAgent(pool, { tenantId: other.id, maxConcurrentJobs: 7 });
    const platform = await createAgent(pool, { maxConcurrentJobs: 10 });
    for (let i = 0; i < 4; i++)
      await createJob(pool, tenant.id, { status: "running", agent: own, selectionMode: "any" });
    await occupy(platform, 10);
    const total = async (selectionMode: SelectionMode) =>
      await slotsOf(tenant, await createJob(pool, tenant.id, { selectionMode }));
    expect(await total("platform_only")).toBe(10);
    expect(await total("tenant_only")).toBe(4);
    expect(await total("tenant_first")).toBe(14);
    expect(await total("any")).toBe(14);
  });
});

describe("a job's place", () => {
  it("inside its tenant is by priority, then age", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { plan: "enterprise" });
    const old = await createJob(pool, tenant.id, { queuedSecondsAgo: 100 });
    const young = await createJob(pool, tenant.id, { queuedSecondsAgo: 10 });
    const urgent = await createJob(pool, tenant.id, { queuedSecondsAgo: 1, priority: 5 });
    const places = [];
    for (const job of [urgent, old, young]) places.push(await waitingOf(tenant, job));
    expect(places.map(({ position, tenant_position }) => [position, tenant_position])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it.each(["before a claim has placed them", "once placed"])(
    "between tenants is by what they were charged, then effective priority: %s",
    async (when) => {
      const { pool } = database;
      await createAgent(pool, { maxConcurrentJobs: 2 });
      const free = await createTenant(pool, { plan: "free" });
      const enterprise = await createTenant(pool, { plan: "enterprise" });
      const fresh = await createJob(pool, enterprise.id);
      const patient = await createJob(pool, free.id, { queuedSecondsAgo: 60 });
      const settle = async () => {
        if (when === "once placed") await placeTenants(pool);
      };
      await settle();
      expect((await waitingOf(enterprise, fresh)).position).toBe(1);
      expect((await waitingOf(free, patient)).position).toBe(2);

      await pool.query(
        `INSERT INTO tenant_shares (tenant_id, lane_id, tier_priority, pass, pass_max)
         SELECT tenant_id, lane_id, 0, 50, 600 FROM tenant_lanes WHERE tenant_id = $1
             ON CONFLICT (tenant_id, lane_id) DO UPDATE SET pass = 50`,
        [enterprise.id],
      );
      await pool.query(
        "INSERT INTO lane_clocks (lane_id, tier_priority) SELECT id, 0 FROM queue_lanes ON CONFLICT DO NOTHING",
      );
      await pool.query("UPDATE tenant_lanes SET is_entered = false");
      await settle();
      // A free plan's run of 2 s is charged 8, so some of these go first.
      for (let i = 0; i < 9; i++) await createJob(pool, free.id);
      expect((await waitingOf(free, patient)).position).toBe(1);
      expect((await waitingOf(enterprise, fresh)).position).toBeGreaterThan(1);
    },
  );

  it("counts only jobs that could take the same agents and are ready", async () => {
    const { pool } = database;
    const tenant = await createTenant(pool, { plan: "free" });
    const rival = await createTenant(pool, { plan: "enterprise" });
    await createAgent(pool, { tools: ["http-headers"] });
    await createAgent(pool, { tools: ["secrets"] });
    const job = await createJob(pool, tenant.id);
    await createJob(pool, rival.id, { tool: "secrets" });
    await createJob(pool, rival.id, { selectionMode: "tenant_only" });
    await createJob(pool, rival.id, { readyInSeconds: 60 });
    expect((await waitingOf(tenant, job)).position).toBe(1);
    await createJob(pool, rival.id);
    expect((await waitingOf(tenant, job)).position).toBe(2);
  });

  it("behind more tenants than are looked at one by one counts them all", async () => {
    const { pool } = database;
    await createAgent(pool);
    const tenant = await createTenant(pool, { plan: "free" });
    const job = await createJob(pool, tenant.id);
    await pool.query(
      `WITH made AS (INSERT INTO tenants (id, slug, name) SELECT gen_random_uuid(), 'tenant-many-' || n, 'n' FROM generate_series(1, 1200) n
                     RETURNING id)
       INSERT INTO tenant_lanes (tenant_id, lane_id, is_entered, tier_priority, weight, max_concurrent, order_key)
       SELECT made.id, l.id, true, 0, 100, 50, -1000 FROM made, queue_lanes l WHERE l.id = (SELECT lane_id FROM queue_items)`,
    );
    await pool.query(
      "INSERT INTO lane_clocks (lane_id, tier_priority) SELECT id, 0 FROM queue_lanes ON CONFLICT DO NOTHING",
    );
    await pool.query(
      `INSERT INTO jobs (id, tenant_id, number, kind, tool, target, priority_base, tier_max, selection_mode, max_attempts,
                         timeout_seconds, submitted_by)
       SELECT gen_random_uuid(), tenant_id, 1, 'scan', 'http-headers', 'https://example.com', 100, 'shared', 'platform_only', 3, 300, 'test'
         FROM tenant_lanes WHERE order_key = -1000`,
    );
    await pool.query(
      `INSERT INTO queue_items (job_id, tenant_id, tool, capabilities, tier_ceiling, selection_mode, priority, queued_at, ready_at, expires_at)
       SELECT id, tenant_id, tool, capabilities, 0, selection_mode, 0, queued_at, queued_at, queued_at + interval '1 hour'
         FROM jobs j WHERE NOT EXISTS (SELECT FROM queue_items q WHERE q.job_id = j.id)`,
    );
    expect((await waitingOf(tenant, job)).position).toBeGreaterThan(1200);
  });
});

it("a start after a pause to the end of time is told as that end", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool, { plan: "team" });
  const job = await createJob(pool, tenant.id, { expiresInSeconds: 3e11 });
  await createAgent(pool);
  const end = "9999-12-31T23:59:59.999Z";
  await pool.query(
    "INSERT INTO tier_pauses (tier, note, paused_at, paused_by, resumes_at) VALUES ('shared', 'For ever.', now(), 'test', $1)",
    [end],
  );
  onTestFinished(async () => {
    await pool.query("DELETE FROM tier_pauses");
  });
  const view = await viewOf(tenant, job);
  expect(JobView.parse(view).waiting).toMatchObject({ reason: "paused", estimated_start: { p90: end } });
});

it("the tenant's limit and a lost attempt's pause hold a job back, and the estimate knows both", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool, { plan: "free" });
  const agent = await createAgent(pool, { maxConcurrentJobs: 5 });
  const paused = await createJob(pool, tenant.id, { readyInSeconds: 30 });
  const { reason, estimated_start } = await waitingOf(tenant, paused);
  expect(reason).toBe("backoff");
  expect(Date.parse(estimated_start?.p50 ?? "") - Date.now()).toBeGreaterThan(20_000);
  const running = await createJob(pool, tenant.id, { status: "running", agent, runSeconds: 10 });
  await pool.query("UPDATE job_leases SET charged_seconds = 610 WHERE job_id = $1", [running.id]);
  const next = await waitingOf(tenant, await createJob(pool, tenant.id, { priority: 1 }));
  expect(next.reason).toBe("tenant_concurrency");
  expect(Date.parse(next.estimated_start?.p90 ?? "") - Date.now()).toBeGreaterThan(600_000);
});

it("a job that is not queued waits for nothing", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool);
  const job = await createJob(pool, tenant.id, { status: "running", agent: await createAgent(pool) });
  expect((await viewOf(tenant, job)).waiting).toBeNull();
});
