import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { listStandingsAcrossTenants } from "@/lib/db/jobs/list-standings";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.pool.query("TRUNCATE jobs, queue_lanes, run_estimates CASCADE");
  tenantId = (await createTenant(database.pool)).id;
  await database.pool.query(
    "INSERT INTO run_estimates (tenant_id, tool, profile, seconds) VALUES ($1, 'nmap', '', 30), ($1, 'secrets', '', 7)",
    [tenantId],
  );
});
afterAll(() => database.drop());

const submit = async (tool: "nmap" | "secrets", priority = 0, owner = tenantId) =>
  (await createJob(database.pool, owner, { tool, priority })).id;

/** What stands ahead of each of these, by tool. */
async function aheadOf(ids: readonly string[]) {
  const standings = await listStandingsAcrossTenants(database.pool, ids);
  const { rows } = await database.pool.query("SELECT id::text, tool FROM queue_lanes");
  const tools = new Map(rows.map(({ id, tool }) => [id, tool]));
  return ids.map((id) => {
    const groups = standings.find(({ jobId }) => jobId === id)?.ahead.groups ?? [];
    return Object.fromEntries(
      groups.map(({ laneId, jobs, seconds }) => [tools.get(laneId), [jobs, seconds]]),
    );
  });
}

it("own jobs ahead are counted by lane, in the tenant's order, whatever stands behind and whoever is asked for with it", async () => {
  const low = await submit("nmap", -5);
  const first = await submit("secrets");
  const second = await submit("nmap");
  const third = await submit("nmap");
  const last = await submit("secrets");
  const high = await submit("nmap", 5);
  const rival = await submit("nmap", 0, (await createTenant(database.pool)).id);
  const standings: [string, Record<string, [number, number]>][] = [
    [high, {}],
    [first, { nmap: [1, 30] }],
    [second, { nmap: [1, 30], secrets: [1, 7] }],
    [third, { nmap: [2, 60], secrets: [1, 7] }],
    [last, { nmap: [3, 90], secrets: [1, 7] }],
    [low, { nmap: [3, 90], secrets: [2, 14] }],
    [rival, {}],
  ];
  const wanted = standings.map(([, ahead]) => ahead);
  expect(await aheadOf(standings.map(([id]) => id))).toEqual(wanted);
  for (const [id, ahead] of standings) expect(await aheadOf([id])).toEqual([ahead]);
  expect(await aheadOf([low, third])).toEqual([wanted[5], wanted[3]]);
});
