import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPool } from "@/lib/db/pool";
import { findFleetSilenceAcrossTenants } from "@/lib/db/queue/find-fleet-silence";
import { findTenantUsage } from "@/lib/db/stats/find-tenant-usage";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import { TOOL_NAMES } from "@/lib/domain/tool/tools";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { type AgentOptions, createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
/** A pool of its own has a dispatcher of its own, as another process has. */
let elsewhere: pg.Pool;
let tenantId: string;
let otherId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  elsewhere = openPool(database.url, 4);
  elsewhere.on("error", () => {});
});
beforeEach(async () => {
  tenantId = (await createTenant(database.pool, { plan: "free" })).id;
  otherId = (await createTenant(database.pool, { plan: "enterprise" })).id;
});
afterEach(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.pool.query("DELETE FROM jobs");
  await database.pool.query("DELETE FROM agents");
});
afterAll(async () => {
  await elsewhere.end();
  await database.drop();
});

const own = (options: AgentOptions = {}) => createAgent(database.pool, { tenantId, ...options });
const platform = (options: AgentOptions = {}) => createAgent(database.pool, options);
const queue = async (selectionMode: SelectionMode, options: JobOptions = {}, ownerId = tenantId) =>
  (await createJob(database.pool, ownerId, { selectionMode, ...options })).id;
const taken = async (agentId: string, max_jobs = 10) =>
  (await claim(database.pool, agentId, { max_jobs })).jobs.map((job) => job.id);

describe("a tenant's own agent", () => {
  it("gets its tenant's jobs that name it in their mode, and never another tenant's", async () => {
    const agent = await own({ maxConcurrentJobs: 10 });
    const wanted = [await queue("tenant_only"), await queue("tenant_first"), await queue("any")];
    await queue("platform_only");
    for (const mode of ["platform_only", "tenant_only", "tenant_first", "any"] as const) {
      await queue(mode, {}, otherId);
    }
    expect((await taken(agent.id)).sort()).toEqual(wanted.sort());
    expect(await taken(agent.id)).toEqual([]);
  });

  it("is refused another tenant's job by the database itself", async () => {
    const agent = await own();
    const job = await queue("tenant_only", {}, otherId);
    const steal = `UPDATE jobs SET status = 'assigned', assigned_at = now(), agent_id = $2, agent_tenant_id = $3 WHERE id = $1`;
    await expect(database.pool.query(steal, [job, agent.id, tenantId])).rejects.toThrow(
      "jobs_agent_tenant_check",
    );
  });

  it("works beside the plan: neither its tiers nor its concurrency count, and what it runs takes no room", async () => {
    const agent = await own({ maxConcurrentJobs: 3 });
    const shared = await platform({ maxConcurrentJobs: 5 });
    for (let i = 0; i < 4; i++) await queue("tenant_only", { tierMax: "premium" });
    const first = await queue("platform_only");
    await queue("platform_only");
    expect(await taken(agent.id)).toHaveLength(3);
    expect((await findTenantUsage(database.pool, tenantId)).running).toBe(0);
    expect(await taken(shared.id)).toEqual([first]);
    expect((await findTenantUsage(database.pool, tenantId)).running).toBe(1);
    expect(await taken(shared.id)).toEqual([]);
  });

  it("goes on without a plan, and stops while its tenant is suspended", async () => {
    const agent = await own({ maxConcurrentJobs: 5 });
    const shared = await platform();
    const jobs = [await queue("any"), await queue("any")];
    await database.pool.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [tenantId]);
    expect(await taken(agent.id)).toEqual([]);
    await database.pool.query("UPDATE tenants SET status = 'active' WHERE id = $1", [tenantId]);
    await database.pool.query("UPDATE subscriptions SET status = 'cancelled' WHERE tenant_id = $1", [
      tenantId,
    ]);
    expect(await taken(shared.id)).toEqual([]);
    expect((await taken(agent.id)).sort()).toEqual(jobs.sort());
  });

  it("does not lift the brake on rescue: only the platform's fleet is judged", async () => {
    for (let i = 0; i < 4; i++) await own({ health: "degraded" });
    await platform();
    expect(await findFleetSilenceAcrossTenants(database.pool, 30)).toEqual({ fleet: 1, silent: 0 });
  });
});

it("that own agents could take them, too, moves no jobs ahead on the platform's", async () => {
  const room = { "platform_agents:max_concurrent_jobs": 1_000, "platform_agents:max_queued_jobs": 1_000 };
  const newTenant = async () => (await createTenant(database.pool, { plan: "team", overrides: room })).id;
  const kinds = ["a", "b", "c", "d", "e"];
  const all = await platform({ maxConcurrentJobs: 40, capabilities: kinds });
  const [me, ...rivals] = await Promise.all(Array.from({ length: 7 }, newTenant));
  if (!me) throw new Error("there are seven tenants");
  for (const rival of rivals)
    for (const kind of kinds)
      for (let n = 0; n < 8; n++) await queue("platform_only", { capabilities: [kind] }, rival);
  for (let n = 0; n < 40; n++) await queue("any", {}, me);
  const mine = await createAgent(database.pool, { tenantId: me, maxConcurrentJobs: 1 });
  // It has just asked, and is about to ask again.
  await database.pool.query(
    "UPDATE agent_heartbeats SET polling_until = now() + interval '20 s', last_seen_at = now() WHERE agent_id = $1",
    [mine.id],
  );
  expect(await taken(all.id, 1)).toHaveLength(1);
  // As after a while of service.
  await database.pool.query(
    `WITH shares AS (UPDATE tenant_shares SET pass = pass + 1000, pass_max = pass_max + 1000),
          places AS (UPDATE tenant_lanes SET order_key = order_key + 1000)
     UPDATE lane_clocks SET virtual_time = virtual_time + 1000, earned_time = earned_time + 1000`,
  );
  const { jobs } = await claim(database.pool, all.id, { max_jobs: 39 });
  expect(jobs).toHaveLength(39);
  expect(jobs.filter((job) => job.tenant_id === me).length).toBeLessThanOrEqual(8);
});

describe("a tenant_first job", () => {
  it("goes to an own agent that polls, here or in another process, before a premium one", async () => {
    const tier = "premium" as const;
    const [premium, agent] = [await platform({ tier }), await own()];
    await database.pool.query("UPDATE subscriptions SET plan_slug = 'enterprise' WHERE tenant_id = $1", [
      tenantId,
    ]);
    for (const db of [database.pool, elsewhere]) {
      const over = new AbortController();
      const polling = claim(db, agent.id, { wait_seconds: 20 }, over.signal);
      await expect
        .poll(async () => {
          const { rowCount } = await database.pool.query(
            "SELECT FROM agent_heartbeats WHERE agent_id = $1 AND polling_until > now() + interval '10 s'",
            [agent.id],
          );
          return rowCount;
        })
        .toBe(1);
      const job = await queue("tenant_first", { tierMax: tier });
      expect(await taken(premium.id)).toEqual([]);
      expect((await polling).jobs.map(({ id }) => id)).toEqual([job]);
      over.abort();
      await database.pool.query("DELETE FROM jobs");
    }
  });

  it("spills over to the platform when no own agent polls, within the plan", async () => {
    await own();
    const shared = await platform({ maxConcurrentJobs: 5 });
    const first = await queue("tenant_first");
    await queue("tenant_first");
    expect(await taken(shared.id)).toEqual([first]);
  });
});

describe("allow_queue: false", () => {
  const submit = (selection_mode: SelectionMode) =>
    submitJob(tenantContext(database.pool, tenantId), {
      body: scanBody({ selection_mode, allow_queue: false }),
      idempotencyKey: null,
    });
  const refused = expect.objectContaining({ code: "no_agent_available" });

  it("looks at the agents that the mode names", async () => {
    await platform({ maxConcurrentJobs: 9 });
    await expect(submit("tenant_only")).rejects.toEqual(refused);
    await own({ maxConcurrentJobs: 2 });
    expect((await submit("tenant_only")).job.status).toBe("queued");
    await database.pool.query(
      "UPDATE agent_heartbeats h SET reported_offline = true FROM agents a WHERE a.id = h.agent_id AND a.is_platform_agent",
    );
    await expect(submit("platform_only")).rejects.toEqual(refused);
    expect((await submit("any")).job.status).toBe("queued");
    await expect(submit("tenant_first")).rejects.toEqual(refused);
  });

  it("is not refused because the tenant's own agents are busy with what only they may run", async () => {
    await own();
    await platform();
    await queue("tenant_only");
    expect((await submit("platform_only")).job.status).toBe("queued");
  });

  it("is refused where another tenant's agents alone are free", async () => {
    await createAgent(database.pool, { tenantId: otherId, tools: TOOL_NAMES });
    await expect(submit("any")).rejects.toEqual(refused);
  });
});
