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
