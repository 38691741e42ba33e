import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SubmitJobBody } from "@/lib/contracts/job";
import { lockImmediateSubmits } from "@/lib/db/queue/lock-immediate-submits";
import { lockTenantQueuesAcrossTenants } from "@/lib/db/queue/lock-tenant-queues";
import { cancelJob } from "@/lib/services/jobs/cancel-job";
import { decideSubmits, lookAtSubmits } from "@/lib/services/jobs/decide-submits";
import { forgetForecast, loadForecast } from "@/lib/services/jobs/queue-snapshot";
import type { Submit } from "@/lib/services/jobs/submit";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { validateScan } from "@/lib/services/jobs/validate-scan";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createTenant, type TenantOptions } from "@/lib/testing/factories/create-tenant";
import { claim, report, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.pool.query("DELETE FROM jobs");
  await database.pool.query("UPDATE agent_heartbeats SET reported_offline = true");
  forgetForecast(database.pool);
});
afterAll(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.drop();
});

const NMAP = { tool: "nmap", target: "example.com" } as const;
const SSLSCAN = { tool: "sslscan", target: "example.com:443" } as const;
const BOTH = { tools: ["nmap", "sslscan"] };
/** What no agent here has. */
const NOBODY = { capabilities: ["nobody-has-this"] };

const newTenant = async (options: TenantOptions = { plan: "free" }) =>
  (await createTenant(database.pool, options)).id;

function submit(tenantId: string, fields: Partial<SubmitJobBody>) {
  return submitJob(tenantContext(database.pool, tenantId), { body: scanBody(fields), idempotencyKey: null });
}

/** What became of a submit that must not wait. */
async function atOnce(tenantId: string, fields: Partial<SubmitJobBody>): Promise<unknown> {
  return await submit(tenantId, { ...fields, allow_queue: false }).then(
    ({ job }) => job.status,
    (error: { code: unknown }) => error.code,
  );
}

/** Its time in the queue is over, and maintenance has not come yet. */
async function expire(jobId: string): Promise<void> {
  await database.pool.query(
    "UPDATE queue_items SET queued_at = now() - interval '2 d', ready_at = now() - interval '2 d', expires_at = now() - interval '1 s' WHERE job_id = $1",
    [jobId],
  );
}

const counted = (outcomes: readonly unknown[]) => ({
  queued: outcomes.filter((one) => one === "queued").length,
  refused: outcomes.filter((one) => one === "no_agent_available").length,
});

async function waitingForLocks(locktype: "advisory" | "transactionid"): Promise<number> {
  const { rowCount } = await database.pool.query(
    `SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = $1 AND NOT l.granted AND a.datname = current_database()`,
    [locktype],
  );
  return rowCount ?? 0;
}

it("is accepted while an agent could start the job now, and refused otherwise without making a job", async () => {
  const scan = { tool: "secrets", target: "0192f0c0-0000-7000-8000-0000000000a2" } as const;
  const tenant = await newTenant({ plan: "team" });
  await database.pool.query(
    "INSERT INTO archives (id, tenant_id, file_name, size_bytes, sha256, content, created_by) VALUES ($1, $2, 'a.zip', 1, 'x', 'a', 'test')",
    [scan.target, tenant],
  );
  expect(await atOnce(tenant, scan)).toBe("no_agent_available");
  await createAgent(database.pool, { tier: "premium", tools: ["secrets"] });
  await createAgent(database.pool, { tools: ["secrets"], health: "offline" });
  await createAgent(database.pool, { tools: ["secrets"], status: "draining" });
  expect(await atOnce(tenant, scan)).toBe("no_agent_available");
  const agent = await createAgent(database.pool, { tools: ["secrets"] });
  expect(await atOnce(tenant, scan)).toBe("queued");
  expect(await atOnce(tenant, scan)).toBe("no_agent_available");
  const { rows } = await database.pool.query("SELECT FROM jobs WHERE tenant_id = $1", [tenant]);
  expect(rows).toHaveLength(1);

  const [job] = (await claim(database.pool, agent.id)).jobs;
  if (!job) throw new Error("the agent is free");
  expect(await atOnce(tenant, scan)).toBe("no_agent_available");
  await report(database.pool, agent.id, job, "succeeded");
  expect(await atOnce(tenant, scan)).toBe("queued");
});

describe("beside own jobs", () => {
  it("is not refused because of one that stands behind, but where one goes first to the only slot", async () => {
    const tenant = await newTenant({ plan: "business" });
    await createAgent(database.pool, BOTH);
    await submit(tenant, NMAP);
    expect(await atOnce(tenant, SSLSCAN)).toBe("no_agent_available");
    expect(await atOnce(tenant, { ...SSLSCAN, priority: 1 })).toBe("queued");
  });

  it("is refused where one goes first, though as many that stand behind wait for agents elsewhere", async () => {
    const tenant = await newTenant();
    await createAgent(database.pool, BOTH);
    const agent = await createAgent(database.pool, BOTH);
    for (let i = 0; i < 3; i++) await submit(tenant, { ...NMAP, ...NOBODY, priority: -5 });
    const { job } = await submit(tenant, NMAP);
    forgetForecast(database.pool);
    expect(await atOnce(tenant, SSLSCAN)).toBe("no_agent_available");
    expect(await atOnce(tenant, { ...SSLSCAN, priority: 1 })).toBe("queued");
    await database.pool.query("DELETE FROM jobs WHERE tool = 'sslscan'");
    expect((await claim(database.pool, agent.id)).jobs.map(({ id }) => id)).toEqual([job.id]);
    expect(await atOnce(tenant, SSLSCAN)).toBe("no_agent_available");
  });

  it("is refused where one takes the plan's room with an agent that could not run it", async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const elsewhere = await createAgent(database.pool, { tools: ["sslscan"] });
    await createAgent(database.pool, { tools: ["nmap"] });
    const { job } = await submit(tenant, SSLSCAN);
    forgetForecast(database.pool);
    expect(await atOnce(tenant, NMAP)).toBe("no_agent_available");
    await cancelJob(tenantContext(database.pool, tenant), { id: job.id });

    await submit(other, SSLSCAN);
    expect((await claim(database.pool, elsewhere.id)).jobs).toHaveLength(1);
    await submit(tenant, SSLSCAN);
    forgetForecast(database.pool);
    expect(await atOnce(tenant, NMAP)).toBe("queued");
  });

  it("is not refused because of those that wait for other agents, and but one of several that come together goes", async () => {
    const tenant = await newTenant();
    await createAgent(database.pool, { tools: ["nmap"], maxConcurrentJobs: 5 });
    const stuck = await submit(tenant, { ...NMAP, ...NOBODY });
    expect(stuck.job.waiting?.reason).toBe("no_matching_agent");
    forgetForecast(database.pool);
    const holder = await database.pool.connect();
    try {
      await holder.query("BEGIN");
      await lockTenantQueuesAcrossTenants(holder, [tenant], "wait");
      const asked = [0, 1, 2].map(() => atOnce(tenant, NMAP));
      await expect.poll(() => waitingForLocks("transactionid")).toBe(1);
      await holder.query("COMMIT");
      expect(counted(await Promise.all(asked))).toEqual({ queued: 1, refused: 2 });
    } finally {
      holder.release();
    }
  });

  it("is not refused on own agents because of one that stands behind, but where another tool's goes first", async () => {
    const tenant = await newTenant();
    const ownOnly = { selection_mode: "tenant_only" } as const;
    await createAgent(database.pool, { ...BOTH, tenantId: tenant });
    await submit(tenant, { ...NMAP, ...NOBODY, ...ownOnly });
    const { job: first } = await submit(tenant, { ...NMAP, ...ownOnly });
    expect(await atOnce(tenant, { ...SSLSCAN, ...ownOnly })).toBe("no_agent_available");
    await expire(first.id);
    expect(await atOnce(tenant, { ...SSLSCAN, ...ownOnly })).toBe("queued");
    expect(await atOnce(tenant, { ...SSLSCAN, ...ownOnly, priority: 1 })).toBe("queued");
  });
});

describe("beside other tenants", () => {
  it("as many go as slots are free, of those that come together", async () => {
    await createAgent(database.pool, BOTH);
    await createAgent(database.pool, BOTH);
    const tenants = await Promise.all(Array.from({ length: 8 }, () => newTenant()));
    const asked = await Promise.all(
      tenants.map((tenant, index) => atOnce(tenant, index % 2 ? NMAP : SSLSCAN)),
    );
    expect(counted(asked)).toEqual({ queued: 2, refused: 6 });
  });

  it("one counts what another process has accepted and not committed yet", async () => {
    await createAgent(database.pool, BOTH);
    const [first, second] = [await newTenant(), await newTenant()];
    const forecast = await loadForecast(database.pool);
    const elsewhere = await database.pool.connect();
    try {
      await elsewhere.query("BEGIN");
      const submits = [submitOf(first, NMAP)];
      const looked = await lookAtSubmits(elsewhere, submits, "wait");
      const decided = await decideSubmits(elsewhere, submits, looked, forecast);
      expect(await decided.answer).toMatchObject([{ job: { status: "queued" } }]);
      const asked = atOnce(second, SSLSCAN);
      await expect.poll(() => waitingForLocks("advisory")).toBe(1);
      await elsewhere.query("COMMIT");
      expect(await asked).toBe("no_agent_available");
    } finally {
      elsewhere.release();
    }
  });

  it("is not refused because they wait for room of their own", async () => {
    const busy = await newTenant({ plan: "free", overrides: { "platform_agents:max_concurrent_jobs": 0 } });
    for (let i = 0; i < 5; i++) await submit(busy, SSLSCAN);
    await createAgent(database.pool, { tools: ["sslscan"] });
    expect(await atOnce(await newTenant(), SSLSCAN)).toBe("queued");
  });

  it("is not refused because of more than their plans let go at a time", async () => {
    const other = await newTenant();
    for (const scan of [NMAP, SSLSCAN, NMAP]) await submit(other, scan);
    for (let i = 0; i < 2; i++) await createAgent(database.pool, BOTH);
    expect(await atOnce(await newTenant(), SSLSCAN)).toBe("queued");
    expect(await atOnce(await newTenant(), NMAP)).toBe("no_agent_available");
  });

  it("is not refused because many wait for the few of its slots that are theirs, too", async () => {
    await createAgent(database.pool, BOTH);
    await createAgent(database.pool, { tools: ["nmap"] });
    for (let i = 0; i < 5; i++) await submit(await newTenant(), SSLSCAN);
    expect(await atOnce(await newTenant(), NMAP)).toBe("queued");
    expect(await atOnce(await newTenant(), NMAP)).toBe("no_agent_available");
  });

  it("is refused where more wait than are looked at, who take all slots together", async () => {
    for (const tool of ["sslscan", "http-headers"] as const)
      await createAgent(database.pool, { tools: ["nmap", tool], maxConcurrentJobs: 2 });
    const WEB = { tool: "http-headers", target: "https://example.com" } as const;
    const both = async () => {
      const tenantId = await newTenant();
      for (const scan of [SSLSCAN, WEB]) await submit(tenantId, scan);
    };
    for (let i = 0; i < 4; i++) await both();
    expect(await atOnce(await newTenant(), NMAP)).toBe("no_agent_available");
  });

  it("is not refused because of jobs that cannot take its slot", async () => {
    await createAgent(database.pool, { tools: ["nmap"] });
    await createAgent(database.pool, { ...BOTH, tier: "dedicated" });
    const [other, tenant] = [await newTenant({ plan: "business" }), await newTenant()];
    await submit(other, { ...NMAP, ...NOBODY });
    await submit(other, SSLSCAN);
    const { job: late } = await submit(other, NMAP);
    expect(await atOnce(tenant, NMAP)).toBe("no_agent_available");
    await expire(late.id);
    expect(await atOnce(tenant, NMAP)).toBe("queued");
  });

  it("is not refused because of jobs whose plan does not reach its slot", async () => {
    await createAgent(database.pool, { tools: ["nmap"], tier: "dedicated" });
    await submit(await newTenant(), NMAP);
    expect(await atOnce(await newTenant({ plan: "business" }), NMAP)).toBe("queued");
  });

  it("those that wait for each other hold up nobody else's submit, nor their own tenants' others", async () => {
    await createAgent(database.pool, { tools: ["nmap"] });
    const tenants = await Promise.all(Array.from({ length: 30 }, () => newTenant()));
    for (const tenant of tenants) await submit(tenant, { ...NMAP, ...NOBODY });
    const holder = await database.pool.connect();
    try {
      await holder.query("BEGIN");
      await lockImmediateSubmits(holder);
      const asked = tenants.map((tenant) => atOnce(tenant, NMAP));
      await expect.poll(() => waitingForLocks("advisory")).toBe(1);
      for (const tenant of [await newTenant(), ...tenants.slice(0, 3)])
        expect((await submit(tenant, { ...NMAP, ...NOBODY })).job.status).toBe("queued");
      expect(await waitingForLocks("advisory")).toBe(1);
      await holder.query("COMMIT");
      expect(counted(await Promise.all(asked))).toEqual({ queued: 1, refused: 29 });
    } finally {
      holder.release();
    }
  });

  it("is not decided together with others", async () => {
    const submits = [submitOf(await newTenant(), NMAP), submitOf(await newTenant(), NMAP)];
    const forecast = await loadForecast(database.pool);
    const client = await database.pool.connect();
    try {
      await client.query("BEGIN");
      const looked = await lookAtSubmits(client, submits, "wait");
      await expect(decideSubmits(client, submits, looked, forecast)).rejects.toThrow("goes alone");
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
  });
});

/** A submit that must not wait, as the transaction that decides it is given it. */
function submitOf(tenantId: string, fields: Partial<SubmitJobBody>): Submit {
  const body = scanBody({ ...fields, allow_queue: false });
  return {
    ctx: tenantContext(database.pool, tenantId),
    ...{ body, idempotencyKey: null, retryOfJobId: null },
    ...{ scan: validateScan(body, []), requestHash: "hash" },
  };
}
