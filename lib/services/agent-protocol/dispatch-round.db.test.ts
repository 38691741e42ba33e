import { afterAll, beforeAll, expect, it } from "vitest";
import { insertClaimRequestsAcrossTenants } from "@/lib/db/queue/claim-requests";
import { dispatchRound } from "@/lib/services/agent-protocol/dispatch-round";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

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
  const outcome = await dispatchRound(database.pool, claims, true, () => true);
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
  const outcome = await dispatchRound(database.pool, claims, true, () => true);
  const [onPremium = [], onShared = []] = outcome?.results.map(({ jobs }) => jobs.map(({ id }) => id)) ?? [];
  expect(onPremium.length).toBeGreaterThan(0);
  expect(onShared.length).toBeGreaterThan(25);
  expect(onShared.filter((id) => high.has(id))).toEqual([]);
});
