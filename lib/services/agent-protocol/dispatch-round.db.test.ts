import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { insertClaimRequestsAcrossTenants } from "@/lib/db/queue/insert-claim-requests";
import { listTenantLinesAcrossTenants } from "@/lib/db/queue/list-tenant-lines";
import { TIER_PRIORITY } from "@/lib/domain/tier/tier";
import { dispatchRound } from "@/lib/services/agent-protocol/dispatch-round";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { placeTenants } from "@/lib/testing/place-tenants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.pool.query("TRUNCATE jobs, queue_lanes, agents, run_estimates, lease_settlements CASCADE");
});
afterAll(() => database.drop());

const OPTIONS = { tiersEnabled: true, isWaiting: () => true, isLocking: false };

it("a repeated claim gets nothing of a job that the same round gives to somebody else", async () => {
  const [before, now] = [await createAgent(database.pool), await createAgent(database.pool)];
  const { id: tenantId } = await createTenant(database.pool);
  const job = await createJob(database.pool, tenantId, { attempt: 2, maxAttempts: 3 });
  const answered = { agentId: before.id, requestId: "sent-twice", jobs: [{ job_id: job.id, attempt: 1 }] };
  await insertClaimRequestsAcrossTenants(database.pool, [answered]);
  const claims = [
    { agentId: before.id, maxJobs: 1, requestId: "sent-twice" },
    { agentId: now.id, maxJobs: 1, requestId: "new" },
  ];
  const outcome = await dispatchRound(database.pool, claims, OPTIONS);
  expect(outcome?.results).toMatchObject([
    { isReplay: true, jobs: [] },
    { isReplay: false, jobs: [{ id: job.id, attempt: 2, agentId: now.id }] },
  ]);
});

it("no turn on a lower tier is used for a job that a better tier has a slot for, however deep it stands", async () => {
  const premium = await createAgent(database.pool, { tier: "premium", maxConcurrentJobs: 30 });
  const shared = await createAgent(database.pool, { tier: "shared", maxConcurrentJobs: 40 });
  const { id: tenantId } = await createTenant(database.pool, { plan: "enterprise" });
  const high = new Set<string>();
  for (let i = 0; i < 30; i++) {
    const options = { tierMax: "premium", queuedSecondsAgo: 600 - i } as const;
    high.add((await createJob(database.pool, tenantId, options)).id);
  }
  for (let i = 0; i < 3; i++)
    await createJob(database.pool, tenantId, { tierMax: "shared", queuedSecondsAgo: 300 - i });
  for (let i = 0; i < 25; i++) {
    const other = await createTenant(database.pool, { plan: "free" });
    await createJob(database.pool, other.id, { tierMax: "shared", queuedSecondsAgo: 10 });
  }
  const claims = [
    { agentId: premium.id, maxJobs: 30, requestId: "premium" },
    { agentId: shared.id, maxJobs: 40, requestId: "shared" },
  ];
  const outcome = await dispatchRound(database.pool, claims, OPTIONS);
  const [onPremium = [], onShared = []] = outcome?.results.map(({ jobs }) => jobs.map(({ id }) => id)) ?? [];
  expect(onPremium.length).toBeGreaterThan(0);
  expect(onShared.length).toBeGreaterThan(25);
  expect(onShared.filter((id) => high.has(id))).toEqual([]);
});

/** Gives an agent of two tools what is due in `turns` turns; ids in the order in which they were given. */
async function giveOut(turns: number, isLocking = false): Promise<string[]> {
  const both = { tools: ["nmap", "http-headers"], maxConcurrentJobs: turns };
  const { id: agentId } = await createAgent(database.pool, both);
  const claims = [{ agentId, maxJobs: turns, requestId: null }];
  const outcome = await dispatchRound(database.pool, claims, { ...OPTIONS, isLocking });
  return (outcome?.results ?? []).flatMap(({ jobs }) => jobs.map(({ id }) => id));
}

/** Turns come in the lane of these: they have waited for long. */
const OLD = { tool: "nmap", queuedSecondsAgo: 3_000 } as const;
const URGENT = { tool: "http-headers", priority: 10 } as const;

it("as many turns as a tenant has in one lane are used for its urgent jobs of another, if there are so many", async () => {
  const { id: tenantId } = await createTenant(database.pool, { plan: "enterprise" });
  const urgent: string[] = [];
  for (let i = 0; i < 3; i++) {
    await createJob(database.pool, tenantId, OLD);
    urgent.push((await createJob(database.pool, tenantId, URGENT)).id);
  }
  expect((await giveOut(3)).sort()).toEqual(urgent.sort());
});

it.each<[string, JobOptions]>([
  ["waits for its next attempt", { readyInSeconds: 600 }],
  ["is past its time in the queue", { queuedSecondsAgo: 600, expiresInSeconds: -1 }],
])("no turn in another lane is used for an urgent job that %s", async (_, options) => {
  const { id: tenantId } = await createTenant(database.pool, { plan: "enterprise" });
  const old = await createJob(database.pool, tenantId, OLD);
  await createJob(database.pool, tenantId, { ...URGENT, ...options });
  expect(await giveOut(1)).toEqual([old.id]);
});

it("a round that locks uses no turn for a job that somebody else holds", async () => {
  const { id: tenantId } = await createTenant(database.pool, { plan: "enterprise" });
  const old = await createJob(database.pool, tenantId, OLD);
  const urgent = await createJob(database.pool, tenantId, URGENT);
  const holder = await database.pool.connect();
  try {
    await holder.query("BEGIN");
    await holder.query("SELECT FROM queue_items WHERE job_id = $1 FOR UPDATE", [urgent.id]);
    expect(await giveOut(1, true)).toEqual([old.id]);
  } finally {
    await holder.query("ROLLBACK");
    holder.release();
  }
});

it("no turn is used for a job whose tenant's limits have changed or run out, until it is placed by those of now", async () => {
  const { id: tenantId } = await createTenant(database.pool, { plan: "enterprise" });
  const job = await createJob(database.pool, tenantId, URGENT);
  const { rows } = await database.pool.query<{ laneId: string; at: string }>(
    `SELECT lane_id::text AS "laneId", clock_timestamp()::text AS at FROM queue_items`,
  );
  const { laneId = "", at = "" } = rows[0] ?? {};
  const lane = { kind: 0, laneId, tierPriority: TIER_PRIORITY.shared };
  const wish = { kind: 0, tenantId, jobs: 1 };
  const line = async () => {
    const found = await listTenantLinesAcrossTenants(database.pool, [lane], [wish], { at, isLocking: false });
    return found.map(({ jobId }) => jobId);
  };
  await placeTenants(database.pool);
  expect(await line()).toEqual([job.id]);
  await database.pool.query("UPDATE subscriptions SET plan_slug = 'free' WHERE tenant_id = $1", [tenantId]);
  expect(await line()).toEqual([]);
  await placeTenants(database.pool);
  expect(await line()).toEqual([job.id]);
  await database.pool.query("UPDATE tenant_lanes SET limits_until = clock_timestamp()");
  expect(await line()).toEqual([]);
});
