import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import { openPool } from "@/lib/db/pool";
import { findWorkHintAcrossTenants } from "@/lib/db/queue/find-work-hint";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant, type TenantOptions } from "@/lib/testing/factories/create-tenant";
import { claim, report } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let agentId: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.pool.query("TRUNCATE jobs, queue_lanes, agents, run_estimates, lease_settlements CASCADE");
  agentId = (await createAgent(database.pool, { maxConcurrentJobs: 4 })).id;
});
afterAll(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.drop();
});

const ROOM = { "platform_agents:max_concurrent_jobs": 1_000, "platform_agents:max_queued_jobs": 100_000 };
const newTenant = async (plan: TenantOptions["plan"]) =>
  (await createTenant(database.pool, { plan, overrides: ROOM })).id;

async function queue(tenantId: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await createJob(database.pool, tenantId);
}

/**
 * Runs jobs one after the other; each counts as having run for `runSeconds` of its tenant. Answers their tenants. Claims
 * and reports arrive in turn at each process.
 */
async function serve(
  count: number,
  runSeconds: (tenantId: string) => number,
  processes: readonly pg.Pool[] = [database.pool],
): Promise<string[]> {
  const served: string[] = [];
  for (let i = 0; i < count; i++) {
    const db = processes[i % processes.length] ?? database.pool;
    const [job] = (await claim(db, agentId, { max_jobs: 1 })).jobs;
    if (!job) throw new Error("nothing was given out although jobs were waiting");
    served.push(job.tenant_id);
    await database.pool.query(
      "UPDATE job_leases SET assigned_at = assigned_at - make_interval(secs => $2) WHERE job_id = $1",
      [job.id, runSeconds(job.tenant_id)],
    );
    await report(db, agentId, job, "running");
    await report(db, agentId, job, "succeeded");
  }
  return served;
}

/** A pool has a dispatcher of its own, as another process has. */
function newProcess(): pg.Pool {
  const pool = openPool(database.url, 2);
  pool.on("error", () => {});
  onTestFinished(() => pool.end());
  return pool;
}

const countOf = (served: readonly string[], tenantId: string) =>
  served.filter((id) => id === tenantId).length;

it.each([
  ["one server process", 1],
  ["three server processes", 3],
])(
  "%s: tenants that all wait share agent-seconds by weight, whatever the lengths of their jobs",
  async (_, count) => {
    const processes = Array.from({ length: count }, () => newProcess());
    const [free, team, enterprise] = [
      await newTenant("free"),
      await newTenant("team"),
      await newTenant("enterprise"),
    ];
    const seconds = { [free]: 1, [team]: 20, [enterprise]: 4 };
    for (const [tenantId, count] of [
      [free, 160],
      [team, 30],
      [enterprise, 160],
    ] as const) {
      await queue(tenantId, count);
    }
    const runSeconds = (tenantId: string) => seconds[tenantId] ?? 1;
    // The first runs tell how long the others will be.
    await serve(30, runSeconds, processes);
    const served = await serve(180, runSeconds, processes);
    const used = [free, team, enterprise].map((id) => countOf(served, id) * runSeconds(id));
    const total = used.reduce((sum, part) => sum + part, 0);
    const shares = used.map((part) => part / total);
    for (const [index, weight] of [25, 50, 100].entries()) {
      expect(shares[index]).toBeGreaterThan((weight / 175) * 0.85);
      expect(shares[index]).toBeLessThan((weight / 175) * 1.15);
    }
  },
);

it("serves a newcomer within one round of the tenants that wait, however long their backlogs", async () => {
  const busy = [await newTenant("team"), await newTenant("team"), await newTenant("team")];
  for (const tenantId of busy) await queue(tenantId, 40);
  await serve(40, () => 5);
  const late = await newTenant("team");
  await queue(late, 1);
  expect(await serve(busy.length + 1, () => 5)).toContain(late);
});

it("gives nothing back for idleness: who comes after a long time stands beside the others, not before them", async () => {
  const [steady, absent] = [await newTenant("team"), await newTenant("team")];
  await queue(absent, 1);
  await queue(steady, 60);
  await serve(40, () => 10);
  await queue(absent, 20);
  const served = await serve(10, () => 10);
  expect(countOf(served, absent)).toBeGreaterThanOrEqual(4);
  expect(countOf(served, absent)).toBeLessThanOrEqual(6);
});

it("jobs that only wait, in a dozen lanes of the same agents, bring their tenant no more than its share", async () => {
  const capabilities = Array.from({ length: 12 }, (_, i) => `kind-${i}`);
  agentId = (await createAgent(database.pool, { maxConcurrentJobs: 4, capabilities })).id;
  const anchored = await newTenant("free");
  const tenants = [anchored, await newTenant("free"), await newTenant("free")];
  for (const tenantId of tenants) await queue(tenantId, 70);
  // They never go: its other jobs come first.
  for (const name of capabilities)
    await createJob(database.pool, anchored, { capabilities: [name], priority: -10 });
  await serve(15, () => 20);
  const served = await serve(90, () => 20);
  for (const tenantId of tenants) {
    expect(countOf(served, tenantId)).toBeGreaterThanOrEqual(27);
    expect(countOf(served, tenantId)).toBeLessThanOrEqual(33);
  }
});

it("goes by a new weight from the next claim on, also for what waits", async () => {
  const [one, other] = [await newTenant("team"), await newTenant("team")];
  await queue(one, 60);
  await queue(other, 60);
  const before = await serve(20, () => 5);
  expect(countOf(before, one)).toBeGreaterThanOrEqual(8);
  await database.pool.query("UPDATE subscriptions SET plan_slug = 'enterprise' WHERE tenant_id = $1", [one]);
  const after = await serve(30, () => 5);
  expect(countOf(after, one)).toBeGreaterThanOrEqual(18);
});

it("a tenant's urgent scan goes in its next turn, though that comes in the lane of another tool", async () => {
  const [me, rival] = [await newTenant("team"), await newTenant("team")];
  const both = { tools: ["nmap", "http-headers"], maxConcurrentJobs: 1 };
  const scanner = (await createAgent(database.pool, both)).id;
  const next = async () => {
    const [job] = (await claim(database.pool, scanner, { max_jobs: 1 })).jobs;
    if (!job) throw new Error("nothing was given out although jobs were waiting");
    await report(database.pool, scanner, job, "running");
    await report(database.pool, scanner, job, "succeeded");
    return job.id;
  };
  const ordinary = await createJob(database.pool, me, { tool: "nmap", queuedSecondsAgo: 30 });
  const urgent = await createJob(database.pool, me, { tool: "http-headers", priority: 10 });
  const first = await createJob(database.pool, rival, { tool: "http-headers", queuedSecondsAgo: 600 });
  for (const tool of ["nmap", "http-headers"]) await createJob(database.pool, rival, { tool });
  expect(await next()).toBe(first.id);
  // As after much work elsewhere: my turn among the http-headers of all is far behind the rival's.
  await database.pool.query(
    `WITH me AS (SELECT $1::uuid AS id, id AS lane_id FROM queue_lanes WHERE tool = 'http-headers'),
          shares AS (UPDATE tenant_shares s SET pass = pass + 50 FROM me WHERE s.tenant_id = me.id AND s.lane_id = me.lane_id)
     UPDATE tenant_lanes t SET order_key = order_key + 50 FROM me WHERE t.tenant_id = me.id AND t.lane_id = me.lane_id`,
    [me],
  );
  const order = [await next(), await next(), await next(), await next()];
  expect(order.filter((id) => id === urgent.id || id === ordinary.id)).toEqual([urgent.id, ordinary.id]);
  expect(order.indexOf(urgent.id)).toBe(0);
});

it("a limit that an override grants ends with it, to the instant", async () => {
  const tenantId = await newTenant("free");
  await database.pool.query(
    "UPDATE limit_overrides SET expires_at = clock_timestamp() + interval '1 day' WHERE tenant_id = $1",
    [tenantId],
  );
  await queue(tenantId, 3);
  const jobs = (await claim(database.pool, agentId, { max_jobs: 1 })).jobs;
  expect(jobs).toHaveLength(1);
  // No trigger sees time pass: what was kept with the place says until when it holds.
  await database.pool.query("ALTER TABLE limit_overrides DISABLE TRIGGER limit_overrides_reenter_lanes");
  await database.pool.query(
    "UPDATE limit_overrides SET expires_at = clock_timestamp() WHERE tenant_id = $1",
    [tenantId],
  );
  await database.pool.query("UPDATE tenant_lanes SET limits_until = clock_timestamp() WHERE tenant_id = $1", [
    tenantId,
  ]);
  await database.pool.query("ALTER TABLE limit_overrides ENABLE TRIGGER limit_overrides_reenter_lanes");
  expect((await claim(database.pool, agentId, { max_jobs: 1 })).jobs).toEqual([]);
});

it("no job is forgotten when its tenant's place is removed in the instant in which it comes", async () => {
  const tenants = await Promise.all([newTenant("team"), newTenant("team"), newTenant("team")]);
  let given = 0;
  for (let i = 0; i < 60; i++) {
    const claims = [1, 2].map(() => claim(database.pool, agentId, { max_jobs: 2 }));
    await Promise.all([...tenants.map((tenantId) => createJob(database.pool, tenantId)), ...claims]);
    for (const { jobs } of await Promise.all(claims)) {
      given += jobs.length;
      await Promise.all(jobs.map((job) => report(database.pool, agentId, job, "succeeded")));
    }
  }
  for (;;) {
    const { jobs } = await claim(database.pool, agentId, { max_jobs: 4 });
    if (jobs.length === 0) break;
    given += jobs.length;
    await Promise.all(jobs.map((job) => report(database.pool, agentId, job, "succeeded")));
  }
  expect(given).toBe(180);
});

it("no round goes by limits that are just being replaced: a downgrade and a claim exclude each other", async () => {
  const tenantId = await newTenant("enterprise");
  const premium = await createAgent(database.pool, { tier: "premium" });
  await createJob(database.pool, tenantId, { tierMax: "premium" });
  const admin = await database.pool.connect();
  await admin.query("BEGIN");
  await admin.query("UPDATE subscriptions SET plan_slug = 'free' WHERE tenant_id = $1", [tenantId]);
  await admin.query("DELETE FROM limit_overrides WHERE tenant_id = $1", [tenantId]);
  const claiming = claim(database.pool, premium.id);
  try {
    const waiting = async () =>
      (
        await database.pool.query(
          `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        )
      ).rowCount;
    await expect.poll(waiting).toBe(1);
  } finally {
    await admin.query("COMMIT");
    admin.release();
  }
  expect((await claiming).jobs).toEqual([]);
  expect((await claim(database.pool, agentId)).jobs).toHaveLength(1);
});

it("limits that run out while nobody has room are news for the agents that wait", async () => {
  const tenantId = (await createTenant(database.pool, { plan: "free" })).id;
  await queue(tenantId, 2);
  expect((await claim(database.pool, agentId, { max_jobs: 2 })).jobs).toHaveLength(1);
  const waiting = [{ agentId, wantsJobs: true, agentStatus: null, requestId: null }];
  const hint = async () => (await findWorkHintAcrossTenants(database.pool, waiting, true)).hasClaimable;
  expect(await hint()).toBe(false);
  await database.pool.query("UPDATE tenant_lanes SET limits_until = clock_timestamp()");
  expect(await hint()).toBe(true);
  expect((await claim(database.pool, agentId)).jobs).toEqual([]);
  expect(await hint()).toBe(false);
});
