import { afterAll, beforeAll, expect, it } from "vitest";
import { listCandidatesAcrossTenants } from "@/lib/db/queue/list-candidates";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { transaction } from "@/lib/db/transaction";
import { RoundClocks } from "@/lib/services/agent-protocol/round-clocks";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => await database.drop());

it("a job that came after the dispatch lock is left to the next round, so that agents freed since are seen first", async () => {
  const tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
  const profile = { tierPriority: 0, tools: ["http-headers"], capabilities: [] };
  const round = async (meanwhile: () => Promise<void>) =>
    await transaction(database.pool, async (tx) => {
      const readyBy = await lockDispatch(tx);
      await meanwhile();
      await RoundClocks.load(tx, [profile]);
      return (await listCandidatesAcrossTenants(tx, [profile], 10, readyBy)).map((row) => row.jobId);
    });
  const early = await createJob(database.pool, tenantId, { tool: "http-headers" });
  let lateId = "";
  const first = await round(async () => {
    lateId = (await createJob(database.pool, tenantId, { tool: "http-headers" })).id;
  });
  expect(first).toEqual([early.id]);
  expect((await round(async () => {})).sort()).toEqual([early.id, lateId].sort());
});
