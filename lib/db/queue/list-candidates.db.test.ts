import { afterAll, beforeAll, expect, it } from "vitest";
import { listCandidatesAcrossTenants } from "@/lib/db/queue/list-candidates";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { transaction } from "@/lib/db/transaction";
import { unearnedPass } from "@/lib/domain/queue/job-cost";
import { RoundClocks } from "@/lib/services/agent-protocol/round-clocks";
import { createAgent } from "@/lib/testing/factories/create-agent";
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
      const clocks = await RoundClocks.load(tx, [profile]);
      await clocks.enterFresh(tx);
      const lanes = clocks.lanesServedBy([profile]);
      return (await listCandidatesAcrossTenants(tx, lanes, 10, { at: readyBy, isLocking: false })).map(
        (row) => row.jobId,
      );
    });
  const early = await createJob(database.pool, tenantId, { tool: "http-headers" });
  let lateId = "";
  const first = await round(async () => {
    lateId = (await createJob(database.pool, tenantId, { tool: "http-headers" })).id;
  });
  expect(first).toEqual([early.id]);
  expect((await round(async () => {})).sort()).toEqual([early.id, lateId].sort());
});

it("a tenant's charges count as earned as far as its runs have gone, as the domain says", async () => {
  const tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
  const profile = { tierPriority: 0, tools: ["sslscan"], capabilities: [] };
  const agent = await createAgent(database.pool, { maxConcurrentJobs: 10 });
  await createJob(database.pool, tenantId, { tool: "sslscan" });
  const charge = { chargedSeconds: 1_000, chargedPass: 400 };
  for (const elapsed of [250, 5_000]) {
    const { id } = await createJob(database.pool, tenantId, { tool: "sslscan", status: "running", agent });
    await database.pool.query(
      `UPDATE job_leases SET charged_seconds = $2, charged_pass = $3, assigned_at = now() - make_interval(secs => $4)
        WHERE job_id = $1`,
      [id, charge.chargedSeconds, charge.chargedPass, elapsed],
    );
  }
  const found = await transaction(database.pool, async (tx) => {
    const readyBy = await lockDispatch(tx);
    const clocks = await RoundClocks.load(tx, [profile]);
    await clocks.enterFresh(tx);
    return await listCandidatesAcrossTenants(tx, clocks.lanesServedBy([profile]), 10, {
      at: readyBy,
      isLocking: false,
    });
  });
  expect(found).toHaveLength(1);
  // Seconds pass between the two clocks: a unit of pass is two and a half of them.
  const expected = unearnedPass(charge, 250) + unearnedPass(charge, 5_000);
  expect(Math.abs((found[0]?.unearnedPass ?? 0) - expected)).toBeLessThan(20);
});
