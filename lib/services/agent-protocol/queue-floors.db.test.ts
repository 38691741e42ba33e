import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { earnLane } from "@/lib/domain/queue/fair-share";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, claim, report } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.pool.query("TRUNCATE jobs, queue_lanes, agents, run_estimates, lease_settlements CASCADE");
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
});
afterAll(async () => await database.drop());

const newJob = (priority = 0) => createJob(database.pool, tenantId, { priority });
const claimed = async (agentId: string) => (await claim(database.pool, agentId)).jobs.map(({ id }) => id);

interface ClockRow {
  virtualTime: number;
  earnedTime: number;
  backlogWeight: number;
  orderFloor: number;
}

async function clock(): Promise<ClockRow> {
  const { rows } = await database.pool.query<ClockRow>(
    `SELECT virtual_time AS "virtualTime", earned_time AS "earnedTime", backlog_weight AS "backlogWeight",
            order_floor AS "orderFloor" FROM lane_clocks`,
  );
  if (rows.length !== 1 || !rows[0]) throw new Error("the tests know of one lane");
  return rows[0];
}

/** Where the tenant stands. */
async function orderKey(): Promise<number> {
  const { rows } = await database.pool.query("SELECT order_key AS key FROM tenant_lanes");
  return Number(rows[0]?.key);
}

it("the look at a lane begins where its first tenant stands, and follows it forward and back", async () => {
  const agent = await createAgent(database.pool, { maxConcurrentJobs: 10 });
  // The older job goes later, and its age brings the tenant back to the front.
  await database.pool.query(
    "UPDATE queue_items SET queued_at = queued_at - interval '5 hours' WHERE job_id = $1",
    [(await newJob(0)).id],
  );
  for (let i = 0; i < 2; i++) await newJob(5);
  await claimed(agent.id);
  const before = await orderKey();
  expect((await clock()).orderFloor).toBeLessThanOrEqual(before);
  await claimed(agent.id);
  const after = await orderKey();
  expect(after).toBeLessThan(before);
  expect((await clock()).orderFloor).toBeLessThanOrEqual(after);
  expect(await claimed(agent.id)).toHaveLength(1);
});

it("a floor that lies too high keeps a tenant waiting only until maintenance has looked", async () => {
  const agent = await createAgent(database.pool, { maxConcurrentJobs: 10 });
  await newJob();
  await newJob();
  expect(await claimed(agent.id)).toHaveLength(1);
  await database.pool.query("UPDATE lane_clocks SET order_floor = $1", [(await orderKey()) + 1]);
  expect(await claimed(agent.id)).toEqual([]);
  await runMaintenance(agentContext(database.pool, "none"));
  expect(await claimed(agent.id)).toHaveLength(1);
});

it("what an ended run earned its lane is on the clock after the next round", async () => {
  const agent = await createAgent(database.pool, { maxConcurrentJobs: 10 });
  const other = (await createTenant(database.pool, { plan: "enterprise" })).id;
  for (const id of [tenantId, other]) await createJob(database.pool, id);
  const [job] = (await claim(database.pool, agent.id)).jobs;
  if (!job) throw new Error("the job was not given out");
  await report(database.pool, agent.id, job, "running");
  // So long that the lane earns all that it has given out, and the next job is the other tenant's, which adds little.
  await database.pool.query("UPDATE job_leases SET assigned_at = assigned_at - interval '3 hours'");
  await database.pool.query("UPDATE lane_clocks SET virtual_time = 500, earned_time = 0");
  await report(database.pool, agent.id, job, "succeeded");
  const before = await clock();
  expect(await claimed(agent.id)).toHaveLength(1);
  const earned = earnLane(before, 3 * 3_600, before.backlogWeight);
  expect(earned).toBe(500);
  expect((await clock()).earnedTime).toBe(earned);
});

it("an agent never holds more than its slots, whoever gave it the older ones", async () => {
  const agent = await createAgent(database.pool, { maxConcurrentJobs: 3 });
  const other = await createAgent(database.pool);
  const held = await createJob(database.pool, tenantId, { status: "running", agent });
  for (let i = 0; i < 6; i++) await newJob();
  expect(await claimed(agent.id)).toHaveLength(1);
  // In between the agent is not looked at, and gets a lease in another way.
  expect(await claimed(other.id)).toHaveLength(1);
  await createJob(database.pool, tenantId, { status: "running", agent });
  expect(await claimed(agent.id)).toEqual([]);
  await database.pool.query("DELETE FROM job_leases WHERE job_id = $1", [held.id]);
  expect(await claimed(agent.id)).toHaveLength(1);
  expect(await claimed(agent.id)).toEqual([]);
});

it("an agent that is served at once, again and again, is noted in the database at most twice a second", async () => {
  const agent = await createAgent(database.pool, { maxConcurrentJobs: 100 });
  const jobs = 40;
  for (let i = 0; i < jobs; i++) await newJob();
  const versions = new Set<string>();
  const startedAt = performance.now();
  for (let i = 0; i < jobs; i++) {
    const answer = await claim(database.pool, agent.id, { max_jobs: 1, wait_seconds: 20 });
    expect(answer.jobs).toHaveLength(1);
    const { rows } = await database.pool.query(
      "SELECT xmin::text AS version FROM agent_heartbeats WHERE agent_id = $1",
      [agent.id],
    );
    versions.add(rows[0]?.version);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  // The first is begun in full, and ended; whether the last is noted depends on the moment.
  expect(versions.size).toBeLessThanOrEqual(Math.ceil(seconds * 2) + 4);
  expect(versions.size).toBeLessThan(jobs / 2);
});
