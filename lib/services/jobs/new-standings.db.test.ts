import { afterAll, beforeAll, expect, it } from "vitest";
import { listStandingsAcrossTenants } from "@/lib/db/jobs/list-standings";
import { listLaneEntriesAcrossTenants } from "@/lib/db/queue/list-lane-entries";
import { listSubmitFactsAcrossTenants } from "@/lib/db/queue/list-submit-facts";
import type { OwnAhead } from "@/lib/domain/queue/own-ahead";
import { comingJobOf, newStandings } from "@/lib/services/jobs/new-standings";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { placeTenants } from "@/lib/testing/place-tenants";
import { scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database?.drop();
});

const NMAP = { tool: "nmap", target: "example.com", profile: "quick" } as const;
const WISH = { tool: "nmap", profile: "quick", capabilities: [], selectionMode: "platform_only" } as const;

const inOrder = (ahead: OwnAhead | undefined) => ({
  ...ahead,
  groups: ahead?.groups.toSorted((a, b) => Number(a.laneId) - Number(b.laneId)),
});

it.each([
  ["no place of its tenant yet", false],
  ["a place that a claim has given its tenant", true],
])("where a job that comes will stand is where it then stands, in a lane with %s", async (_, isPlaced) => {
  const { pool } = database;
  const tenant = await createTenant(pool, { plan: "business" });
  const rival = await createTenant(pool, { plan: "business" });
  const submit = async (tenantId: string, fields: Parameters<typeof scanBody>[0]) => {
    const body = scanBody({ ...NMAP, ...fields });
    return (await submitJob(tenantContext(pool, tenantId), { body, idempotencyKey: null })).job;
  };
  await submit(tenant.id, { priority: -5 });
  await submit(tenant.id, { priority: 5 });
  await createJob(pool, tenant.id, { tool: "secrets", tierMax: "dedicated" });
  await pool.query(
    "INSERT INTO run_estimates (tenant_id, tool, profile, seconds) VALUES ($1, 'nmap', 'quick', 30), ($1, 'secrets', '', 7)",
    [tenant.id],
  );
  if (isPlaced) await placeTenants(pool);
  for (const { priority, tier } of [
    { priority: 0 },
    { priority: 0 },
    { priority: 1, tier: "shared" },
  ] as const) {
    // So that its lane is there.
    await submit(rival.id, { tier });
    const [facts] = await listSubmitFactsAcrossTenants(pool, [tenant.id]);
    if (!facts) throw new Error("the tenant has a plan");
    const wish = { ...WISH, tenantId: tenant.id, priority, tierRequested: tier ?? null };
    const [entry] = await listLaneEntriesAcrossTenants(pool, [comingJobOf(wish)]);
    if (!entry) throw new Error("every job has an entry");
    const [before] = newStandings([{ facts, entry, wish }]);
    const job = await submit(tenant.id, { priority, tier });
    const [after] = await listStandingsAcrossTenants(pool, [job.id]);
    if (!after) throw new Error("the job waits");
    const { jobId: _id, at: _at, orderKey, expiresInSeconds, ahead, ...stands } = after;
    // A place that is not given yet moves with the clock.
    expect(before).toMatchObject({ ...stands, orderKey: expect.closeTo(orderKey, 1) });
    expect(before?.expiresInSeconds).toBeCloseTo(expiresInSeconds, 0);
    expect(inOrder(before?.ahead)).toEqual(inOrder(ahead));
  }
});
