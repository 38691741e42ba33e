import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;

const sql = async (text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows;
const script = async (name: string) =>
  await sql(await readFile(`prisma/migrations/20261130000005_positive_weights/${name}.sql`, "utf8"));
const override = async (tenantId: string, key: string, value: string) =>
  await sql(
    `INSERT INTO limit_overrides (tenant_id, key, value, reason, set_by) VALUES ($1, $2, $3, 'x', 'x')
     ON CONFLICT (tenant_id, key) DO UPDATE SET value = EXCLUDED.value`,
    [tenantId, `platform_agents:${key}`, value],
  );
const plan = async (limits: string) =>
  await sql("UPDATE plan_modules SET limits = limits || $1 WHERE plan_slug = 'free'", [limits]);

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => await database.drop());

it("a weight is at least 1: the database refuses any other in an override", async () => {
  const { id } = await createTenant(database.pool);
  for (const value of ["0", "-1", "0.5", '"1"', "null", "10000000"]) {
    await expect(override(id, "priority_base", value)).rejects.toMatchObject({
      constraint: "limit_overrides_value_check",
    });
  }
  await override(id, "priority_base", "1");
  // To let a tenant run or queue nothing is an admin's word.
  await override(id, "max_concurrent_jobs", "0");
  await override(id, "max_queued_jobs", "0");
});

it("a weight is at least 1: the database refuses any other in a plan, and a history of no days", async () => {
  for (const value of ["0", "-1", "0.5", '"1"', "null", "10000000"]) {
    await expect(plan(`{"priority_base": ${value}}`)).rejects.toMatchObject({
      constraint: "plan_modules_positive_check",
    });
    await expect(plan(`{"history_days": ${value}}`)).rejects.toMatchObject({
      constraint: "plan_modules_positive_check",
    });
  }
  await expect(sql("UPDATE plan_modules SET limits = limits - 'priority_base'")).rejects.toMatchObject({
    constraint: "plan_modules_positive_check",
  });
  await plan('{"priority_base": 1, "history_days": 1}');
});

it.each([
  ["36500", 9999],
  ["null", null],
  ['"90"', 90],
  ["0", 1],
  ["730", 730],
])("a plan that keeps its history for %s days does not lose it to the migration", async (days, kept) => {
  await script("down");
  await plan(`{"history_days": ${days}, "priority_base": "40"}`);
  await script("migration");
  const [free] = await sql("SELECT limits FROM plan_modules WHERE plan_slug = 'free'");
  expect(free.limits.history_days ?? null).toBe(kept);
  expect(free.limits.priority_base).toBe(40);
});

it("weights of 0 that are there when the database is migrated become 1, and the claims go on", async () => {
  await script("down");
  const [overridden, healthy] = [await createTenant(database.pool), await createTenant(database.pool)];
  const planned = await createTenant(database.pool, { plan: "free" });
  await override(overridden.id, "priority_base", "0");
  await override(overridden.id, "max_queued_jobs", "0");
  await plan('{"priority_base": 0, "history_days": 0}');
  const tenants = [overridden, planned, healthy];
  for (const { id } of tenants) await createJob(database.pool, id);
  const agent = await createAgent(database.pool, { maxConcurrentJobs: 5 });
  await expect(claim(database.pool, agent.id, { max_jobs: 5 })).rejects.toMatchObject({ code: "23502" });

  await script("migration");
  expect(await sql("SELECT key, value FROM limit_overrides ORDER BY key")).toEqual([
    { key: "platform_agents:max_queued_jobs", value: 0 },
    { key: "platform_agents:priority_base", value: 1 },
  ]);
  expect(
    await sql(`SELECT plan_slug, (limits->>'priority_base')::int AS weight, (limits->>'history_days')::int AS days
                 FROM plan_modules ORDER BY plan_slug`),
  ).toEqual([
    { plan_slug: "business", weight: 75, days: 365 },
    { plan_slug: "enterprise", weight: 100, days: 730 },
    { plan_slug: "free", weight: 1, days: 1 },
    { plan_slug: "team", weight: 50, days: 90 },
  ]);
  expect((await claim(database.pool, agent.id, { max_jobs: 5 })).jobs).toHaveLength(3);
});
