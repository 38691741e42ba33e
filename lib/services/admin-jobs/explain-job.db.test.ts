import { afterAll, beforeAll, expect, it } from "vitest";
import { JobExplanation, TenantQueue } from "@/lib/contracts/admin-explain";
import { listRunningBeside } from "@/lib/db/admin-jobs/list-running-beside";
import { newId } from "@/lib/db/new-id";
import { explainJob } from "@/lib/services/admin-jobs/explain-job";
import { getTenantQueue } from "@/lib/services/admin-jobs/get-tenant-queue";
import type { Context } from "@/lib/services/context";
import { forgetForecast } from "@/lib/services/jobs/queue-snapshot";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { placeTenants } from "@/lib/testing/place-tenants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let ctx: Context;
beforeAll(async () => {
  database = await createTestDatabase();
  ctx = adminContext(database.pool);
});
afterAll(async () => await database.drop());

it("a waiting job is explained by its place, by who goes before it, and by what each agent says", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool, { plan: "free", slug: "waits" });
  const rival = await createTenant(pool, { plan: "enterprise", slug: "goes-first" });
  const other = await createTenant(pool);
  await createAgent(pool, { name: "busy", maxConcurrentJobs: 2 });
  await createAgent(pool, { name: "better", tier: "premium" });
  await createAgent(pool, { name: "own", tenantId: tenant.id });
  await createAgent(pool, { name: "foreign", tenantId: other.id });
  await createAgent(pool, { name: "asleep", health: "offline" });
  const before = await createJob(pool, tenant.id, { queuedSecondsAgo: 5 });
  const job = await createJob(pool, tenant.id);
  for (let i = 0; i < 3; i++) await createJob(pool, rival.id);
  await placeTenants(pool);

  const { place, rivals, agents, job: view } = await explainJob(ctx, { id: job.id });
  expect(view).toMatchObject({ id: job.id, tenant_slug: "waits", waiting: { tenant_position: 2 } });
  expect(place).toMatchObject({ weight: 25, tier_ceiling: "shared", max_concurrent: 1, own_jobs_ahead: 1 });
  expect(rivals).toMatchObject([
    { tenant: { id: rival.id, slug: "goes-first" }, jobs_before: 3, weight: 100, is_at_limit: false },
  ]);
  expect(rivals[0]?.order_key).toBeLessThan(place?.order_key ?? Number.NaN);
  const verdicts = Object.fromEntries(agents.map(({ name, verdict }) => [name, verdict]));
  expect(verdicts).toEqual({
    busy: "not_asking",
    better: "tier_too_high",
    own: "not_its_owner",
    asleep: "offline",
  });

  const queue = await getTenantQueue(ctx, { id: tenant.id });
  expect(queue).toMatchObject({ running: 0, max_concurrent: 1 });
  expect(queue.lanes).toMatchObject([
    { tool: "http-headers", waiting: 2, is_placed: true, tenants_before: 1, first_job_id: before.id },
  ]);
});

it("who goes before a job adds up to its place, also where each may take only a part of its agents", async () => {
  const { pool } = database;
  const demand = { tool: "tls-scan" } as const;
  const plain = await createAgent(pool, { tools: ["tls-scan"] });
  const special = await createAgent(pool, { tools: ["tls-scan"], capabilities: ["special"] });
  const tenant = await createTenant(pool, { plan: "free" });
  const own = [];
  for (let i = 0; i < 2; i++)
    own.push(await createJob(pool, tenant.id, { ...demand, capabilities: ["special"] }));
  for (let i = 0; i < 3; i++)
    await createJob(pool, (await createTenant(pool, { plan: "enterprise" })).id, demand);
  const busy = await createTenant(pool, { plan: "enterprise" });
  for (const agent of [plain, special])
    await createJob(pool, busy.id, { ...demand, status: "running", agent });
  await placeTenants(pool);
  forgetForecast(pool);

  for (const { id } of own) {
    const { job, place, rivals } = JobExplanation.parse(await explainJob(ctx, { id }));
    const before = rivals.reduce(
      (sum, rival) => sum + rival.jobs_before,
      place?.own_jobs_ahead ?? Number.NaN,
    );
    expect(before).toBe((job.waiting?.position ?? Number.NaN) - 1);
    // Half a job of each of three.
    expect(rivals.map((rival) => rival.jobs_before)).toEqual([1, 1]);
  }
});

it("rivals of one tenant are told apart by what their jobs ask for", async () => {
  const { pool } = database;
  await createAgent(pool, { tools: ["nmap"], capabilities: ["apart"] });
  const apart = { tool: "nmap", capabilities: ["apart"] } as const;
  const job = await createJob(pool, (await createTenant(pool, { plan: "free" })).id, apart);
  const rival = await createTenant(pool, { plan: "enterprise" });
  const asked = [
    { ...apart, tierMax: "premium" },
    { ...apart, tierMax: "shared" },
    { ...apart, tierMax: "shared", selectionMode: "any" },
  ] as const;
  for (const demand of asked) await createJob(pool, rival.id, demand);
  await placeTenants(pool);
  forgetForecast(pool);
  const { rivals } = JobExplanation.parse(await explainJob(ctx, { id: job.id }));
  const lanes = rivals.filter(({ tenant }) => tenant?.id === rival.id).map(({ lane }) => lane);
  expect(lanes).toHaveLength(asked.length);
  const demand = { tool: "nmap", capabilities: ["apart"] };
  expect(lanes).toEqual(
    expect.arrayContaining([
      { ...demand, selection_mode: "platform_only", tier_max: "premium" },
      { ...demand, selection_mode: "platform_only", tier_max: "shared" },
      { ...demand, selection_mode: "any", tier_max: "shared" },
    ]),
  );
});

it("of many rivals fifty are named, and the others' jobs are told together", async () => {
  const { pool } = database;
  const demand = { tool: "secrets", capabilities: ["crowded"] } as const;
  await createAgent(pool, { tools: ["secrets"], capabilities: ["crowded"] });
  const job = await createJob(pool, (await createTenant(pool, { plan: "free" })).id, demand);
  for (let i = 0; i < 53; i++)
    await createJob(pool, (await createTenant(pool, { plan: "enterprise" })).id, demand);
  await placeTenants(pool);
  forgetForecast(pool);
  const explained = JobExplanation.parse(await explainJob(ctx, { id: job.id }));
  expect(explained.rivals.map((rival) => rival.jobs_before)).toEqual(Array.from({ length: 50 }, () => 1));
  expect(explained.place).toMatchObject({ own_jobs_ahead: 0, further_rivals_jobs: 3 });
  expect(explained.job.waiting?.position).toBe(1 + 50 + 3);
});

it("a tenant is told why its first job of each kind waits in the words of that job, and what of the kind runs", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool, { plan: "free" });
  const agent = await createAgent(pool);
  const runs = await createJob(pool, tenant.id, { status: "running", agent });
  const first = await createJob(pool, tenant.id, { queuedSecondsAgo: 5 });
  await createJob(pool, tenant.id);
  const other = await createJob(pool, tenant.id, { capabilities: ["nobody-has-this"] });
  await pool.query(
    "UPDATE job_leases SET lane_id = (SELECT lane_id FROM queue_items WHERE job_id = $2) WHERE job_id = $1",
    [runs.id, first.id],
  );
  await placeTenants(pool);

  const { lanes } = TenantQueue.parse(await getTenantQueue(ctx, { id: tenant.id }));
  expect(lanes).toMatchObject([
    { first_job_id: first.id, waiting: 2, running: 1, is_at_limit: true },
    { first_job_id: other.id, waiting: 1, running: 0, is_at_limit: true },
  ]);
  for (const [place, id] of [first.id, other.id].entries()) {
    const { job } = await explainJob(ctx, { id });
    const { reason, message, tenant_position } = job.waiting ?? {};
    expect(lanes[place]?.first_job_waiting).toMatchObject({ reason, message, tenant_position });
  }
  expect(lanes[1]?.first_job_waiting).toMatchObject({ reason: "no_matching_agent" });
});

it("what runs is told of the kind it is of, so that a tenant's kinds add up to what it runs", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool, { plan: "enterprise" });
  const agent = await createAgent(pool, { tier: "premium", maxConcurrentJobs: 9 });
  const running = { premium: 2, dedicated: 1, shared: 0 } as const;
  for (const tierMax of ["premium", "dedicated", "shared"] as const) {
    for (let i = 0; i < running[tierMax]; i++)
      await createJob(pool, tenant.id, { status: "running", agent, tierMax });
    await createJob(pool, tenant.id, { tierMax });
  }
  await placeTenants(pool);
  const { running: all, lanes } = TenantQueue.parse(await getTenantQueue(ctx, { id: tenant.id }));
  expect(all).toBe(3);
  expect(Object.fromEntries(lanes.map((lane) => [lane.tier_max, lane.running]))).toEqual(running);

  // A lower plan takes the tiers from them; what they asked for still tells them apart.
  await pool.query("UPDATE subscriptions SET plan_slug = 'free' WHERE tenant_id = $1", [tenant.id]);
  const lowered = TenantQueue.parse(await getTenantQueue(ctx, { id: tenant.id })).lanes;
  expect(lowered.map((lane) => lane.tier_ceiling)).toEqual(["shared", "shared", "shared"]);
  expect(new Set(lowered.map((lane) => lane.tier_max)).size).toBe(3);
});

it("a tenant that no claim has placed yet is explained by what the next claim places it with", async () => {
  const { pool } = database;
  const agent = await createAgent(pool);
  const demand = { tool: "nmap", tierMax: "dedicated" } as const;
  const before = await createTenant(pool, { plan: "enterprise" });
  await createJob(pool, before.id, demand);
  await placeTenants(pool);
  await pool.query("UPDATE lane_clocks SET virtual_time = 7, earned_time = 7 WHERE tier_priority = 50");
  const laneOf = async ({ id }: { id: string }) => {
    const { lanes } = TenantQueue.parse(await getTenantQueue(ctx, { id }));
    expect(lanes).toHaveLength(1);
    return lanes[0];
  };

  const high = await createTenant(pool, {
    plan: "enterprise",
    overrides: { "platform_agents:priority_base": 90 },
  });
  const low = await createTenant(pool, { plan: "free" });
  const none = await createTenant(pool, { plan: null });
  await createJob(pool, low.id, { status: "running", agent });
  for (const tenant of [high, low, none]) await createJob(pool, tenant.id, demand);
  const ofHigh = { tier_ceiling: "dedicated", weight: 90, is_at_limit: false, virtual_time: 7 };
  const ofLow = { tier_ceiling: "shared", weight: 25, is_at_limit: true, virtual_time: 0 };
  const ofNone = { tier_ceiling: null, weight: 0, is_at_limit: true, virtual_time: 0 };
  const notPlaced = { is_placed: false, order_key: null, tenants_before: null };
  expect(await laneOf(high)).toMatchObject({ ...ofHigh, ...notPlaced });
  expect(await laneOf(low)).toMatchObject({ ...ofLow, ...notPlaced });
  expect(await laneOf(none)).toMatchObject({ ...ofNone, ...notPlaced });
  await placeTenants(pool);
  expect(await laneOf(high)).toMatchObject({ ...ofHigh, is_placed: true });
  expect(await laneOf(low)).toMatchObject({ ...ofLow, is_placed: true });
  expect(await laneOf(none)).toMatchObject({ ...ofNone, is_placed: true });

  // Limits that change take it out of the order until the next claim; those that run out do, too, without a trigger.
  await pool.query("UPDATE subscriptions SET plan_slug = 'business' WHERE tenant_id = $1", [low.id]);
  const ofBusiness = { tier_ceiling: "dedicated", weight: 75, is_at_limit: false, virtual_time: 7 };
  // What it was charged by the clock of the shared tier does not compare with this one's time.
  expect(await laneOf(low)).toMatchObject({ ...ofBusiness, pass: null, ...notPlaced });
  await pool.query("DELETE FROM limit_overrides WHERE tenant_id = $1", [high.id]);
  await pool.query("UPDATE tenant_lanes SET is_entered = true, limits_until = now() WHERE tenant_id = $1", [
    high.id,
  ]);
  expect(await laneOf(high)).toMatchObject({ tier_ceiling: "dedicated", weight: 100, ...notPlaced });
});

it("a job that does not wait has no place, and what there is not is not found", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool);
  const job = await createJob(pool, tenant.id, { status: "running", agent: await createAgent(pool) });
  expect(await explainJob(ctx, { id: job.id })).toMatchObject({ place: null, rivals: [], agents: [] });
  expect((await getTenantQueue(ctx, { id: tenant.id })).lanes).toEqual([]);
  await expect(explainJob(ctx, { id: newId() })).rejects.toMatchObject({ code: "not_found" });
  await expect(getTenantQueue(ctx, { id: newId() })).rejects.toMatchObject({ code: "not_found" });
});

type Agent = Awaited<ReturnType<typeof createAgent>>;

/** A job that was assigned so many seconds ago and ended so many seconds ago; what has no end still runs. */
async function went(tenantId: string, agent: Agent, ago: number, endedAgo: number | null = null) {
  const status = endedAgo === null ? "running" : "succeeded";
  const { id } = await createJob(database.pool, tenantId, { status, agent, runSeconds: ago });
  await database.pool.query(
    "UPDATE attempts SET finished_at = now() - make_interval(secs => $2) WHERE job_id = $1 AND outcome IS NOT NULL",
    [id, endedAgo],
  );
  return id;
}

const assignmentsOf = async (id: string) => JobExplanation.parse(await explainJob(ctx, { id })).assignments;
const idsOf = (neighbours: readonly { job_id: string }[]) => neighbours.map((neighbour) => neighbour.job_id);

it("a job that went is explained by what went just before and after it in its tier, and by what its tenant ran", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool, { plan: "business", slug: "went" });
  const other = await createTenant(pool, { slug: "went-too" });
  // A tier that no other test uses.
  const [one, two] = [
    await createAgent(pool, { tier: "dedicated" }),
    await createAgent(pool, { tier: "dedicated" }),
  ];
  const premium = await createAgent(pool, { tier: "premium" });
  const own = await createAgent(pool, { tenantId: tenant.id, tier: "dedicated" });
  await pool.query("UPDATE agents SET created_at = now() - interval '2 days' WHERE id = $1", [one.id]);
  const dayOld = await went(other.id, one, 86_400, 86_300);
  await went(other.id, two, 60);
  const before = [
    await went(other.id, one, 55, 1),
    await went(tenant.id, two, 50, 45),
    await went(tenant.id, two, 46),
  ];
  await went(other.id, premium, 42);
  const onOwn = await went(tenant.id, own, 41);
  const job = await went(tenant.id, one, 40, 2);
  const after = [await went(other.id, two, 30), await went(tenant.id, two, 20)];

  const [assignment, ...others] = await assignmentsOf(job);
  expect(others).toEqual([]);
  expect(assignment).toMatchObject({
    attempt: { attempt: 1, agent: { id: one.id, tier: "dedicated" }, outcome: "succeeded" },
    // Of its own the one that had ended, the one on its own agent and the one that came later do not count.
    tenant_running: { jobs: 2, is_at_least: false, max_concurrent: 10 },
  });
  expect(idsOf(assignment?.went_before ?? [])).toEqual(before);
  expect(idsOf(assignment?.went_after ?? [])).toEqual(after);
  expect(assignment?.went_before.at(-1)).toMatchObject({
    tenant: { id: tenant.id, slug: "went" },
    agent: { id: two.id, is_platform_agent: true },
  });
  // Nobody is named who went a day later.
  expect((await assignmentsOf(dayOld))[0]).toMatchObject({ went_before: [], went_after: [] });

  // What its own agent took is compared with what went to these, and counts for no limit.
  expect(await assignmentsOf(onOwn)).toMatchObject([
    { tenant_running: null, went_before: [], went_after: [] },
  ]);
});

it("what went in the same instant stands on one side only, and each of them on the other's", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool, { plan: "enterprise" });
  const own = await createAgent(pool, { tenantId: tenant.id });
  const jobs = [await went(tenant.id, own, 5), await went(tenant.id, own, 5)];
  await pool.query("UPDATE attempts SET assigned_at = now() WHERE job_id = ANY ($1)", [jobs]);
  const [first = "", second = ""] = jobs;
  expect(await assignmentsOf(first)).toMatchObject([{ went_before: [], went_after: [{ job_id: second }] }]);
  expect(await assignmentsOf(second)).toMatchObject([{ went_before: [{ job_id: first }], went_after: [] }]);
});

it("each attempt is explained by its own instant, with how it ended and why, also of a job that waits again", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool, { plan: "enterprise" });
  const agent = await createAgent(pool, { tier: "premium", maxConcurrentJobs: 5 });
  const early = await went(tenant.id, agent, 1_000, 900);
  const { id } = await createJob(pool, tenant.id, { attempt: 2, status: "running", agent, runSeconds: 30 });
  const late = await went(tenant.id, agent, 20);
  await pool.query(
    `INSERT INTO attempts (job_id, attempt, tenant_id, agent_id, agent_name, tier, assigned_at, finished_at, outcome, reason)
     VALUES ($1, 1, $2, $3, $4, 'premium', now() - interval '950 s', now() - interval '600 s', 'lost', 'mass_silence')`,
    [id, tenant.id, agent.id, agent.name],
  );
  const [first, second] = await assignmentsOf(id);
  expect(first).toMatchObject({
    attempt: { attempt: 1, outcome: "lost", reason: "mass_silence" },
    tenant_running: { jobs: 2 },
  });
  expect(second).toMatchObject({
    attempt: { attempt: 2, outcome: null },
    tenant_running: { jobs: 1 },
  });
  expect(idsOf(first?.went_before ?? [])).toContain(early);
  expect(idsOf(second?.went_after ?? [])).toContain(late);
  for (const { went_before, went_after } of [first, second].flatMap((one) => one ?? []))
    expect(idsOf([...went_before, ...went_after])).not.toContain(id);

  const waits = await createJob(pool, tenant.id, { attempt: 2 });
  await pool.query("UPDATE attempts SET job_id = $1 WHERE job_id = $2 AND attempt = 1", [waits.id, id]);
  await placeTenants(pool);
  const { place, assignments } = await explainJob(ctx, { id: waits.id });
  expect(place).not.toBeNull();
  expect(assignments).toMatchObject([{ attempt: { attempt: 1, outcome: "lost" } }]);
});

it("of a job that no agent ever took no assignment is told", async () => {
  const tenant = await createTenant(database.pool);
  const { id } = await createJob(database.pool, tenant.id, { status: "expired" });
  expect(await explainJob(ctx, { id })).toMatchObject({ place: null, assignments: [] });
});

it("a tenant with more jobs than are looked at is said to have run at least those that were seen", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool, { plan: "enterprise" });
  const agent = await createAgent(pool, { maxConcurrentJobs: 10 });
  for (let i = 0; i < 4; i++) await went(tenant.id, agent, 30);
  const job = await went(tenant.id, agent, 20);
  const looked = async (jobsMax: number) => await listRunningBeside(pool, tenant.id, job, jobsMax);
  expect(await looked(10)).toMatchObject([{ running: 5, isAtLeast: false }]);
  expect(await looked(3)).toMatchObject([{ running: 3, isAtLeast: true }]);
  expect(await listRunningBeside(pool, (await createTenant(pool)).id, job, 10)).toEqual([]);
});
