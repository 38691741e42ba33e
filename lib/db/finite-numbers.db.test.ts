import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;

const sql = async (text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows;
const submit = async () =>
  (await submitJob(tenantContext(database.pool, tenantId), { body: scanBody(), idempotencyKey: null })).job
    .id;

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
  await submit();
  await submit();
  await claim(database.pool, (await createAgent(database.pool)).id);
  await sql("INSERT INTO run_estimates (tenant_id, tool, profile, seconds) VALUES ($1, 'nmap', '', 9)", [
    tenantId,
  ]);
});

afterAll(async () => await database.drop());

const NUMBERS = [
  ...[
    "lane_clocks.virtual_time",
    "lane_clocks.earned_time",
    "lane_clocks.shift",
    "lane_clocks.backlog_weight",
  ],
  ...["tenant_shares.pass", "tenant_shares.pass_max", "tenant_lanes.order_key"],
  ...["job_leases.charged_seconds", "job_leases.charged_pass", "run_estimates.seconds"],
].map((name) => {
  const [table = "", column = ""] = name.split(".");
  return { table, column };
});

it.each(NUMBERS)(
  "$table.$column is a number: the database refuses what is none",
  async ({ table, column }) => {
    expect((await sql(`SELECT FROM ${table}`)).length).toBeGreaterThan(0);
    for (const numberless of ["NaN", "Infinity", "-Infinity"]) {
      await expect(sql(`UPDATE ${table} SET ${column} = '${numberless}'`)).rejects.toMatchObject({
        constraint: `${table}_${column}_check`,
      });
    }
  },
);

it("what is no number when the database is migrated is made one, and the queue goes on", async () => {
  const script = async (name: string) =>
    await sql(await readFile(`prisma/migrations/20261121000008_finite_numbers/${name}.sql`, "utf8"));
  await script("down");
  for (const { table, column } of NUMBERS) await sql(`UPDATE ${table} SET ${column} = 'NaN'`);
  await script("migration");
  expect(await sql("SELECT virtual_time, earned_time, shift FROM lane_clocks")).toEqual([
    { virtual_time: 0, earned_time: 0, shift: 0 },
  ]);
  expect(await sql("SELECT charged_seconds, charged_pass FROM job_leases")).toEqual([
    { charged_seconds: 0, charged_pass: 0 },
  ]);
  expect(await sql("SELECT FROM run_estimates")).toEqual([]);
  expect((await claim(database.pool, (await createAgent(database.pool)).id)).jobs).toHaveLength(1);
  expect(await findQueueFaults(database.pool)).toEqual([]);
});
