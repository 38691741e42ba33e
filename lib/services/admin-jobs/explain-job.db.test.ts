import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "@/lib/db/new-id";
import { explainJob } from "@/lib/services/admin-jobs/explain-job";
import { getTenantQueue } from "@/lib/services/admin-jobs/get-tenant-queue";
import type { Context } from "@/lib/services/context";
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

it("a job that does not wait has no place, and what there is not is not found", async () => {
  const { pool } = database;
  const tenant = await createTenant(pool);
  const job = await createJob(pool, tenant.id, { status: "running", agent: await createAgent(pool) });
  expect(await explainJob(ctx, { id: job.id })).toMatchObject({ place: null, rivals: [], agents: [] });
  expect((await getTenantQueue(ctx, { id: tenant.id })).lanes).toEqual([]);
  await expect(explainJob(ctx, { id: newId() })).rejects.toMatchObject({ code: "not_found" });
  await expect(getTenantQueue(ctx, { id: newId() })).rejects.toMatchObject({ code: "not_found" });
});
