import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { JobView } from "@/lib/contracts/job";
import { getJob } from "@/lib/services/jobs/get-job";
import { listJobs } from "@/lib/services/jobs/list-jobs";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim, tenantContext } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;
let agent: Awaited<ReturnType<typeof createAgent>>;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => await database?.drop());
beforeEach(async () => {
  tenantId = (await createTenant(database.pool)).id;
  agent = await createAgent(database.pool, { maxConcurrentJobs: 100 });
});

const read = async (id: string) =>
  JobView.parse((await getJob(tenantContext(database.pool, tenantId), { id })).job);
/** To the nearest five: a busy machine takes its time between the look and what it looks at. */
const inSeconds = (waited: Record<string, number> = {}) =>
  Object.fromEntries(Object.entries(waited).map(([cause, ms]) => [cause, Math.round(ms / 5_000) * 5]));
/** What was sampled of the tenant, as so many seconds ago. */
async function sampled(...spells: [cause: string, secondsAgo: number][]): Promise<void> {
  for (const [cause, secondsAgo] of spells)
    await database.pool.query(
      `INSERT INTO lane_waits (tenant_id, lane_id, since, cause)
       SELECT tenant_id, lane_id, now() - make_interval(secs => $2), $1 FROM tenant_lanes WHERE tenant_id = $3`,
      [cause, secondsAgo, tenantId],
    );
}

it("a job that waits says what it has waited for so far, as it will say when the wait has ended", async () => {
  const { pool } = database;
  const { id } = await createJob(pool, tenantId, { queuedSecondsAgo: 100 });
  await sampled(["tier_saturated", 150], ["paused", 20]);
  const job = await read(id);
  expect(inSeconds(job.waited)).toEqual({ tier_saturated: 80, paused: 20 });
  expect(job.waiting?.waited).toEqual(job.waited);
  await claim(pool, agent.id);
  const ended = await read(id);
  expect(ended.waiting).toBeNull();
  expect(inSeconds(ended.waited)).toEqual({ tier_saturated: 80, paused: 20 });
});

it("of a job that waits again the present wait is told apart from what was waited before", async () => {
  const { pool } = database;
  const { id } = await createJob(pool, tenantId, { queuedSecondsAgo: 100, attempt: 2 });
  await pool.query(`UPDATE jobs SET waited = '{"tier_saturated": 40000, "next": 5000}' WHERE id = $1`, [id]);
  await pool.query(
    `INSERT INTO attempts (job_id, attempt, tenant_id, agent_id, agent_name, tier, assigned_at, finished_at, outcome, reason)
     VALUES ($1, 1, $2, $3, 'gone', 'shared', now() - interval '60 s', now() - interval '30 s', 'lost', 'agent_lost')`,
    [id, tenantId, agent.id],
  );
  await pool.query("UPDATE queue_items SET ready_at = now() - interval '25 s' WHERE job_id = $1", [id]);
  await sampled(["tier_saturated", 90]);
  const job = await read(id);
  expect(inSeconds(job.waiting?.waited)).toEqual({ backoff: 5, tier_saturated: 25 });
  expect(inSeconds(job.waited)).toEqual({ backoff: 5, tier_saturated: 65, next: 5 });
});

it("a list does not count waits that go on", async () => {
  await createJob(database.pool, tenantId, { queuedSecondsAgo: 100 });
  await sampled(["tier_saturated", 150]);
  const { items } = await listJobs(tenantContext(database.pool, tenantId), { limit: 10 });
  expect(items).toMatchObject([{ status: "queued", waited: {} }]);
  expect(items[0]?.waiting?.waited).toBeUndefined();
});
