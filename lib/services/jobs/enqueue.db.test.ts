import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SubmitJobBody } from "@/lib/contracts/job";
import { lockTenantQueuesAcrossTenants } from "@/lib/db/queue/lock-tenant-queues";
import { AppError, type ErrorCode } from "@/lib/domain/errors";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createTenant, type TenantOptions } from "@/lib/testing/factories/create-tenant";
import { claim, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.drop();
});

const newTenant = async (options: TenantOptions) => (await createTenant(database.pool, options)).id;

function submit(tenantId: string, fields: Partial<SubmitJobBody> = {}, idempotencyKey: string | null = null) {
  return submitJob(tenantContext(database.pool, tenantId), { body: scanBody(fields), idempotencyKey });
}

/** The refusal of a call that must be refused. */
async function refusalOf(call: Promise<unknown>): Promise<AppError> {
  const error = await call.then(
    () => new Error("it was accepted"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw error;
}

async function codesOf(calls: readonly Promise<unknown>[]): Promise<(ErrorCode | "accepted")[]> {
  return await Promise.all(
    calls.map((call) =>
      call.then(
        () => "accepted" as const,
        (error: unknown) => {
          if (error instanceof AppError) return error.code;
          throw error;
        },
      ),
    ),
  );
}

async function count(tenantId: string, table: "jobs" | "queue_items" | "idempotency_keys"): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE tenant_id = $1`,
    [tenantId],
  );
  return rows[0]?.n ?? 0;
}

async function override(tenantId: string, key: string, value: unknown): Promise<void> {
  await database.pool.query(
    `INSERT INTO limit_overrides (tenant_id, key, value, reason, set_by) VALUES ($1, $2, $3, 'test', 'test')
     ON CONFLICT (tenant_id, key) DO UPDATE SET value = EXCLUDED.value`,
    [tenantId, `platform_agents:${key}`, JSON.stringify(value)],
  );
}

async function setPlan(tenantId: string, plan: string): Promise<void> {
  await database.pool.query("UPDATE subscriptions SET plan_slug = $2 WHERE tenant_id = $1", [tenantId, plan]);
}

describe("the queue's limit", () => {
  it("of 200 parallel submits at the limit minus one, exactly one is accepted", async () => {
    const tenant = await newTenant({ plan: "enterprise" });
    for (let i = 0; i < 199; i++) await submit(tenant);
    const codes = await codesOf(Array.from({ length: 200 }, () => submit(tenant)));
    expect(codes.filter((code) => code === "accepted")).toHaveLength(1);
    expect(codes.filter((code) => code === "queue_full")).toHaveLength(199);
    expect(await count(tenant, "jobs")).toBe(200);
    expect(await count(tenant, "queue_items")).toBe(200);
  });

  it("a tenant's very first submits in parallel keep the limit too, and number their jobs without a gap", async () => {
    const tenant = await newTenant({ plan: "free" });
    const codes = await codesOf(Array.from({ length: 20 }, () => submit(tenant)));
    expect(codes.filter((code) => code === "accepted")).toHaveLength(5);
    const { rows } = await database.pool.query<{ number: number }>(
      "SELECT number FROM jobs WHERE tenant_id = $1 ORDER BY number",
      [tenant],
    );
    expect(rows.map((row) => row.number)).toEqual([1, 2, 3, 4, 5]);
  });

  it("a refusal names the limit, what is used of it, and when to come back", async () => {
    const tenant = await newTenant({ plan: "free", overrides: { "platform_agents:max_queued_jobs": 0 } });
    const refusal = await refusalOf(submit(tenant));
    expect(refusal.code).toBe("queue_full");
    expect(refusal.extras.retryAfterSeconds).toBeGreaterThan(0);
    expect(refusal.extras.members).toEqual({ limit: "max_queued_jobs", max: 0, current: 0 });
  });

  it("jobs past their time in the queue take no place in it, however late maintenance is", async () => {
    const tenant = await newTenant({ plan: "free" });
    for (let i = 0; i < 5; i++) await submit(tenant);
    await database.pool.query(
      `UPDATE queue_items SET expires_at = clock_timestamp() - interval '1 second'
        WHERE job_id IN (SELECT id FROM jobs WHERE tenant_id = $1 AND number <= 2)`,
      [tenant],
    );
    expect(await codesOf([submit(tenant), submit(tenant)])).toEqual(["accepted", "accepted"]);
    const refusal = await refusalOf(submit(tenant));
    expect(refusal.extras.members).toEqual({ limit: "max_queued_jobs", max: 5, current: 5 });
  });
});

describe("an idempotency key", () => {
  it("sent 50 times in parallel with the same body makes one job, and all get the same answer", async () => {
    const tenant = await newTenant({ plan: "team" });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => submit(tenant, { priority: 3 }, "key-1")),
    );
    expect(await count(tenant, "jobs")).toBe(1);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const { rows } = await database.pool.query<{ tokens: number }>(
      "SELECT tokens FROM rate_limits WHERE bucket = $1",
      [`submit:${tenant}`],
    );
    expect(rows[0]?.tokens).toBeGreaterThanOrEqual(49);
  });

  it("answers as the first time, even after the job moved on and the queue is full", async () => {
    const tenant = await newTenant({ plan: "free", overrides: { "platform_agents:max_queued_jobs": 1 } });
    const first = await submit(tenant, {}, "key-1");
    await database.pool.query("UPDATE jobs SET progress_message = 'moved on' WHERE id = $1", [first.job.id]);
    expect(await submit(tenant, {}, "key-1")).toEqual(first);
  });

  it("with another body is refused and makes no job", async () => {
    const tenant = await newTenant({ plan: "team" });
    await submit(tenant, {}, "key-1");
    const refusal = await refusalOf(submit(tenant, { target: "https://other.example.com" }, "key-1"));
    expect(refusal.code).toBe("idempotency_key_reused");
    expect(await count(tenant, "jobs")).toBe(1);
  });

  it("of one tenant means nothing to another", async () => {
    const [one, other] = [await newTenant({}), await newTenant({})];
    const a = await submit(one, {}, "key-1");
    const b = await submit(other, {}, "key-1");
    expect(b.job.id).not.toBe(a.job.id);
    expect(b.job.tenant_id).toBe(other);
  });

  it("of a refused submit is free again", async () => {
    const tenant = await newTenant({ plan: "free", overrides: { "platform_agents:max_queued_jobs": 0 } });
    expect((await refusalOf(submit(tenant, {}, "key-1"))).code).toBe("queue_full");
    await override(tenant, "max_queued_jobs", 1);
    expect((await submit(tenant, {}, "key-1")).job.status).toBe("queued");
  });
});

describe("the rate limit", () => {
  it("lets through what a minute allows, refuses the rest by name with the time to wait, and counts refused submits", async () => {
    const tenant = await newTenant({ plan: "free" });
    const codes = await codesOf(Array.from({ length: 60 }, () => submit(tenant)));
    expect(codes.filter((code) => code === "accepted")).toHaveLength(5);
    expect(codes.filter((code) => code === "queue_full").length).toBeGreaterThanOrEqual(45);
    expect(codes.filter((code) => code === "rate_limited").length).toBeGreaterThanOrEqual(5);
    const refusal = await refusalOf(submit(tenant));
    expect(refusal.code).toBe("rate_limited");
    expect(refusal.extras.retryAfterSeconds).toBeGreaterThan(0);
    expect(refusal.extras.members).toEqual({ limit: "submits_per_minute", max: 50 });
  });

  it("a submit with a fault in it is not counted and not stored", async () => {
    const tenant = await newTenant({ plan: "free" });
    const refusal = await refusalOf(submit(tenant, { target: "not a url" }));
    expect(refusal.code).toBe("invalid_input");
    const { rows } = await database.pool.query("SELECT FROM rate_limits WHERE bucket = $1", [
      `submit:${tenant}`,
    ]);
    expect(rows).toEqual([]);
    expect(await count(tenant, "jobs")).toBe(0);
  });
});

describe("a flood of one tenant's submits", () => {
  /** Holds the tenant's lock, as a slow submit would. */
  async function withLockHeld(tenantId: string, work: (release: () => Promise<void>) => Promise<void>) {
    await submit(tenantId);
    const holder = await database.pool.connect();
    const release = async () => void (await holder.query("ROLLBACK"));
    try {
      await holder.query("BEGIN");
      await lockTenantQueuesAcrossTenants(holder, [tenantId], "wait");
      await work(release);
    } finally {
      await release();
      holder.release();
    }
  }

  it("leaves connections to the others, and all that may wait are answered; the one beyond is refused at once", async () => {
    const [tenant, other] = [await newTenant({ plan: "enterprise" }), await newTenant({})];
    await withLockHeld(tenant, async (release) => {
      const flood = codesOf(Array.from({ length: 250 }, () => submit(tenant)));
      const refusal = await refusalOf(submit(tenant));
      expect(refusal.code).toBe("rate_limited");
      expect(refusal.extras).toMatchObject({ retryAfterSeconds: 1, members: { limit: "parallel_submits" } });
      expect((await submit(other)).job.status).toBe("queued");
      await release();
      const codes = await flood;
      expect(codes.filter((code) => code === "accepted")).toHaveLength(199);
      expect(codes.filter((code) => code === "queue_full")).toHaveLength(51);
    });
  });

  it("that is over its rate does not wait for the tenant's lock, and known keys get their answer all the same", async () => {
    const tenant = await newTenant({ plan: "free" });
    const first = await submit(tenant, {}, "key-1");
    await withLockHeld(tenant, async () => {
      await database.pool.query(
        "UPDATE rate_limits SET tokens = 0, updated_at = now() + interval '1 day' WHERE bucket = $1",
        [`submit:${tenant}`],
      );
      expect((await refusalOf(submit(tenant))).code).toBe("rate_limited");
      expect(await submit(tenant, {}, "key-1")).toEqual(first);
    });
  });

  it("of scans with an archive that is not there is not counted", async () => {
    const tenant = await newTenant({ plan: "free" });
    const target = "0192f0c0-0000-7000-8000-0000000000a9";
    for (let i = 0; i < 60; i++) {
      expect((await refusalOf(submit(tenant, { tool: "secrets", target }))).code).toBe("invalid_input");
    }
  });
});

describe("who may submit", () => {
  it("a tenant without a subscription, with a cancelled one, or suspended is refused and nothing is stored", async () => {
    const cancelled = await newTenant({});
    await database.pool.query("UPDATE subscriptions SET status = 'cancelled' WHERE tenant_id = $1", [
      cancelled,
    ]);
    for (const tenant of [
      await newTenant({ plan: null }),
      cancelled,
      await newTenant({ status: "suspended" }),
    ]) {
      expect((await refusalOf(submit(tenant))).code).toBe("platform_agents_not_available");
      expect(await count(tenant, "jobs")).toBe(0);
    }
  });

  it("an archive of another tenant cannot be scanned", async () => {
    const owner = await newTenant({ overrides: { "platform_agents:max_concurrent_jobs": 0 } });
    const thief = await newTenant({});
    const id = "0192f0c0-0000-7000-8000-0000000000a1";
    await database.pool.query(
      "INSERT INTO archives (id, tenant_id, file_name, size_bytes, sha256, content, created_by) VALUES ($1, $2, 'a.zip', 1, 'x', 'a', 'test')",
      [id, owner],
    );
    expect((await refusalOf(submit(thief, { tool: "secrets", target: id }))).code).toBe("invalid_input");
    expect((await submit(owner, { tool: "secrets", target: id })).job.status).toBe("queued");
  });
});

describe("a wished tier", () => {
  it("above the plan is lowered to the plan's highest, and the answer and the audit log say so", async () => {
    const tenant = await newTenant({ plan: "business" });
    const { job } = await submit(tenant, { tier: "premium" });
    expect(job).toMatchObject({ tier_requested: "premium", tier_max: "dedicated", tier_downgraded: true });
    const { rows } = await database.pool.query(
      "SELECT before, after FROM audit_log WHERE action = 'job.tier_downgraded' AND target_id = $1",
      [job.id],
    );
    expect(rows).toEqual([{ before: { tier: "premium" }, after: { tier: "dedicated" } }]);
  });

  it("within the plan is kept, is a ceiling for the agents, and writes no such entry", async () => {
    const tenant = await newTenant({ plan: "enterprise" });
    const { job } = await submit(tenant, { tier: "shared", tool: "sslscan", target: "example.com:443" });
    expect(job).toMatchObject({ tier_requested: "shared", tier_max: "shared", tier_downgraded: false });
    const premium = await createAgent(database.pool, { tier: "premium", tools: ["sslscan"] });
    expect((await claim(database.pool, premium.id)).jobs).toEqual([]);
    const shared = await createAgent(database.pool, { tier: "shared", tools: ["sslscan"] });
    expect((await claim(database.pool, shared.id)).jobs.map(({ id }) => id)).toEqual([job.id]);
  });
});

describe("a change of plan or override", () => {
  it("counts at the next submit", async () => {
    const tenant = await newTenant({ plan: "free" });
    for (let i = 0; i < 5; i++) await submit(tenant);
    expect((await refusalOf(submit(tenant))).code).toBe("queue_full");
    await setPlan(tenant, "team");
    expect((await submit(tenant)).job.priority_base).toBe(50);
    await override(tenant, "max_queued_jobs", 6);
    expect((await refusalOf(submit(tenant))).code).toBe("queue_full");
  });

  it("counts at the next claim for what is queued already: tier, concurrency, suspension", async () => {
    const tool = "nmap";
    const scan = { tool, target: "example.com" } as const;
    const tenant = await newTenant({ plan: "enterprise" });
    for (let i = 0; i < 6; i++) await submit(tenant, scan);
    const premium = await createAgent(database.pool, {
      tier: "premium",
      tools: [tool],
      maxConcurrentJobs: 9,
    });
    const shared = await createAgent(database.pool, { tier: "shared", tools: [tool], maxConcurrentJobs: 9 });
    const claimed = async (agent: { id: string }) =>
      (await claim(database.pool, agent.id, { max_jobs: 9 })).jobs.length;

    await setPlan(tenant, "free");
    expect(await claimed(premium)).toBe(0);
    expect(await claimed(shared)).toBe(1);
    expect(await claimed(shared)).toBe(0);
    await override(tenant, "max_concurrent_jobs", 2);
    expect(await claimed(shared)).toBe(1);
    await override(tenant, "max_concurrent_jobs", 9);
    await database.pool.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [tenant]);
    expect(await claimed(shared)).toBe(0);
    await database.pool.query("UPDATE tenants SET status = 'active' WHERE id = $1", [tenant]);
    await override(tenant, "max_tier", "premium");
    expect(await claimed(premium)).toBe(4);
  });
});
