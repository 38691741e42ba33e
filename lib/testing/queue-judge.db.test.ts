import { afterAll, beforeAll, expect, it } from "vitest";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { beginJudgedSteps, installQueueJudge, listRemovedJobs } from "@/lib/testing/queue-judge";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await installQueueJudge(database.pool);
});

afterAll(async () => await database.drop());

/** The verdicts on what `act` commits. */
async function judged(act: () => Promise<unknown>): Promise<string[]> {
  await beginJudgedSteps(database.pool);
  await act();
  const verdicts = await beginJudgedSteps(database.pool);
  await database.pool.query("TRUNCATE judge_verdicts");
  return verdicts;
}

const newTenant = async (plan: "free" | "enterprise") => (await createTenant(database.pool, { plan })).id;

it("a job that is given out within every limit is no fault, and one beyond agent, plan, tier, pause or an admin's word is", async () => {
  const { pool } = database;
  const [free, enterprise] = [await newTenant("free"), await newTenant("enterprise")];
  const shared = await createAgent(pool, { maxConcurrentJobs: 2 });
  const give = (tenantId: string, agent = shared) =>
    judged(() => createJob(pool, tenantId, { status: "assigned", agent }));
  expect(await give(free)).toEqual([]);
  expect(await give(free)).toEqual([expect.stringMatching(/^tenant .* runs 2 jobs of 1$/)]);
  expect(await give(enterprise)).toEqual([expect.stringMatching(/^agent .* holds 3 jobs of 2$/)]);

  const drained = await createAgent(pool, { status: "drained" });
  expect(await give(enterprise, drained)).toEqual([
    expect.stringMatching(/which is drained, deleted never$/),
  ]);
  const premium = await createAgent(pool, { tier: "premium" });
  expect(await give(await newTenant("free"), premium)).toEqual([
    expect.stringMatching(/runs on tier premium and may run on shared$/),
  ]);
  await pool.query(
    "INSERT INTO tier_pauses (tier, note, paused_at, paused_by) VALUES ('dedicated', 'n', now(), 'test')",
  );
  const dedicated = await createAgent(pool, { tier: "dedicated" });
  expect(await give(enterprise, dedicated)).toEqual([
    expect.stringMatching(/tier dedicated, which is paused$/),
  ]);

  await pool.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [enterprise]);
  const own = await createAgent(pool, { tenantId: enterprise });
  expect(await give(enterprise, own)).toEqual([
    expect.stringMatching(/of suspended tenant .* was given out$/),
  ]);
});

it("a submit beyond the quota is a fault, and a job that comes back to a full queue is none", async () => {
  const { pool } = database;
  const tenantId = await newTenant("free");
  const submit = (jobs: number) =>
    judged(async () => {
      for (let n = 0; n < jobs; n++) await createJob(pool, tenantId);
    });
  const { id } = await createJob(pool, tenantId, { status: "running", agent: await createAgent(pool) });
  expect(await submit(5)).toEqual([]);
  const comeBack = async () => {
    const item = `INSERT INTO queue_items (job_id, tenant_id, tool, capabilities, tier_ceiling, selection_mode, priority,
                                           queued_at, ready_at, expires_at)
                  SELECT id, tenant_id, tool, '{}', 0, selection_mode, 0, queued_at, now(), now() + interval '1 hour' FROM jobs WHERE id = $1`;
    await pool.query("DELETE FROM job_leases WHERE job_id = $1", [id]);
    await pool.query(item, [id]);
  };
  expect(await judged(comeBack)).toEqual([]);
  // What came back before counts against the next one.
  expect(await submit(1)).toEqual([expect.stringMatching(/was let in: tenant .* queues 7 of 5$/)]);
  // What is past its time in the queue, and still in it, does not.
  await pool.query(
    "UPDATE queue_items SET expires_at = now() WHERE job_id IN (SELECT job_id FROM queue_items LIMIT 3)",
  );
  expect(await submit(1)).toEqual([]);
  expect(await submit(1)).toEqual([expect.stringMatching(/was let in: tenant .* queues 6 of 5$/)]);
});

it("a job that ended long ago may be removed, and none that has just ended or goes on", async () => {
  const { pool } = database;
  const tenantId = await newTenant("free");
  const agent = await createAgent(pool);
  const [old, fresh] = [
    await createJob(pool, tenantId, { status: "succeeded", agent }),
    await createJob(pool, tenantId, { status: "succeeded", agent }),
  ];
  const live = await createJob(pool, tenantId);
  await pool.query("UPDATE jobs SET finished_at = now() - interval '31 days' WHERE id = $1", [old.id]);
  const remove = ({ id }: { id: string }) => judged(() => pool.query("DELETE FROM jobs WHERE id = $1", [id]));
  expect(await remove(old)).toEqual([]);
  expect(await remove(fresh)).toEqual([expect.stringMatching(/ended at .* and was removed at/)]);
  expect(await remove(live)).toEqual([
    expect.stringMatching(/was removed while it was queued$/),
    expect.stringMatching(/ended at/),
  ]);
  expect((await listRemovedJobs(pool)).sort()).toEqual([old.id, fresh.id, live.id].sort());
});
