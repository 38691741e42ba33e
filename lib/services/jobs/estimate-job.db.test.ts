import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { estimateJob } from "@/lib/services/jobs/estimate-job";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await createAgent(database.pool, { tier: "dedicated", tools: ["nmap"] });
});
afterAll(async () => {
  await database?.drop();
});

const NMAP = { tool: "nmap", target: "example.com" } as const;

describe("an estimate before submitting", () => {
  it("is what the submit then says: tier, reason and places", async () => {
    const tenant = await createTenant(database.pool, { plan: "business" });
    await createJob(database.pool, tenant.id, { tierMax: "dedicated", priority: 3 });
    await createJob(database.pool, tenant.id, { tierMax: "dedicated", priority: -3 });
    const ctx = tenantContext(database.pool, tenant.id);
    const body = scanBody({ ...NMAP, tier: "premium" });
    const { waiting, ...estimate } = await estimateJob(ctx, body);
    const { job } = await submitJob(ctx, { body, idempotencyKey: null });
    expect(estimate).toEqual({ tier_max: "dedicated", tier_downgraded: true, would_be_refused: null });
    expect(job).toMatchObject({ tier_max: "dedicated", tier_downgraded: true });
    const { estimated_start: _, expires_at, ...said } = waiting ?? {};
    expect(job.waiting).toMatchObject(said);
    const later = Date.parse(job.waiting?.expires_at ?? "") - Date.parse(expires_at ?? "");
    expect(Math.abs(later)).toBeLessThan(10_000);
    expect(said).toMatchObject({ tenant_position: 2 });
  });

  it("changes nothing", async () => {
    const tenant = await createTenant(database.pool);
    const before = await everything();
    await estimateJob(tenantContext(database.pool, tenant.id), scanBody());
    expect(await everything()).toEqual(before);
  });

  it("says why a submit would be refused", async () => {
    const estimate = async (plan: "free" | null, fields: Parameters<typeof scanBody>[0] = {}, queued = 0) => {
      const tenant = await createTenant(database.pool, { plan });
      for (let i = 0; i < queued; i++) await createJob(database.pool, tenant.id);
      return await estimateJob(tenantContext(database.pool, tenant.id), scanBody(fields));
    };
    const refused = (code: string, tierMax: string | null) => ({
      tier_max: tierMax,
      waiting: null,
      would_be_refused: { code },
    });
    expect(await estimate(null)).toMatchObject(refused("platform_agents_not_available", null));
    expect(await estimate("free", {}, 5)).toMatchObject(refused("queue_full", "shared"));
    expect(await estimate("free", { allow_queue: false })).toMatchObject(
      refused("no_agent_available", "shared"),
    );
    expect(await estimate("free", {}, 4)).toMatchObject({ would_be_refused: null });
  });

  it("is refused for the same faults as a submit, and counts against a limit of its own", async () => {
    const tenant = await createTenant(database.pool);
    const ctx = tenantContext(database.pool, tenant.id);
    await expect(estimateJob(ctx, scanBody({ target: "no url" }))).rejects.toMatchObject({
      code: "invalid_input",
    });
    await database.pool.query("INSERT INTO rate_limits (bucket, tokens, updated_at) VALUES ($1, 0, now())", [
      `estimate:${tenant.id}`,
    ]);
    await expect(estimateJob(ctx, scanBody())).rejects.toMatchObject({
      code: "rate_limited",
      extras: { members: { limit: "estimates_per_minute" } },
    });
    await expect(submitJob(ctx, { body: scanBody(), idempotencyKey: null })).resolves.toMatchObject({});
  });
});

async function everything(): Promise<unknown> {
  const { rows } = await database.pool.query(
    `SELECT (SELECT count(*) FROM jobs) AS jobs, (SELECT count(*) FROM queue_items) AS items, (SELECT count(*) FROM queue_lanes) AS lanes,
            (SELECT count(*) FROM tenant_lanes) AS places, (SELECT count(*) FROM events) AS events,
            (SELECT count(*) FROM audit_log) AS entries, (SELECT sum(last_job_number) FROM tenants) AS numbers`,
  );
  return rows[0];
}
