import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { LEASE_SECONDS } from "@/lib/domain/job/lease";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { chargeRunning } from "@/lib/services/maintenance/charge-running";
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

async function claimedBy(agentId: string) {
  await createJob(database.pool, tenantId, { selectionMode: "any" });
  const [job] = (await claim(database.pool, agentId)).jobs;
  if (!job) throw new Error("the job was not given out");
  return job;
}

/** The next round with something to give out settles what has ended. */
async function settle(): Promise<void> {
  await createJob(database.pool, (await createTenant(database.pool, { plan: "free" })).id);
  await claim(database.pool, (await createAgent(database.pool)).id);
}

async function estimatesOf(owner: string): Promise<number> {
  const { rowCount } = await database.pool.query("SELECT FROM run_estimates WHERE tenant_id = $1", [owner]);
  return rowCount ?? 0;
}

it("a run that was cut off teaches nothing of how long runs take; a whole one does, for its tenant and for all", async () => {
  const agent = await createAgent(database.pool);
  const first = await claimedBy(agent.id);
  await report(database.pool, agent.id, first, "running");
  await report(database.pool, agent.id, first, "released");
  await settle();
  expect(await estimatesOf(tenantId)).toBe(0);
  await database.pool.query("DELETE FROM jobs");
  const second = await claimedBy(agent.id);
  await report(database.pool, agent.id, second, "running");
  await report(database.pool, agent.id, second, "succeeded");
  await settle();
  expect([await estimatesOf(tenantId), await estimatesOf(SYSTEM_TENANT_ID)]).toEqual([1, 1]);
});

it("runs on a tenant's own agent say nothing of anybody else's", async () => {
  const own = await createAgent(database.pool, { tenantId });
  const job = await claimedBy(own.id);
  await report(database.pool, own.id, job, "running");
  await report(database.pool, own.id, job, "succeeded");
  await settle();
  expect([await estimatesOf(tenantId), await estimatesOf(SYSTEM_TENANT_ID)]).toEqual([1, 0]);
});

it("the tenant of a lost agent pays until the agent was last heard, and not for its silence", async () => {
  const agent = await createAgent(database.pool);
  const job = await claimedBy(agent.id);
  await database.pool.query(
    `UPDATE job_leases SET assigned_at = clock_timestamp() - interval '100 s',
            lease_expires_at = clock_timestamp() - interval '20 s' WHERE job_id = $1`,
    [job.id],
  );
  await runMaintenance(agentContext(database.pool, "none"));
  const { rows } = await database.pool.query<{ run_seconds: number }>(
    "SELECT run_seconds FROM lease_settlements",
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.run_seconds).toBeGreaterThan(100 - 20 - LEASE_SECONDS - 1);
  expect(rows[0]?.run_seconds).toBeLessThan(100 - 20 - LEASE_SECONDS + 1);
});

it("a lease that somebody is just changing is not waited for, and is charged for running over the next time", async () => {
  const agent = await createAgent(database.pool);
  const job = await claimedBy(agent.id);
  await database.pool.query("UPDATE job_leases SET assigned_at = assigned_at - interval '1 hour'");
  const holder = await database.pool.connect();
  await holder.query("BEGIN");
  await holder.query("SELECT FROM job_leases WHERE job_id = $1 FOR UPDATE", [job.id]);
  expect(await chargeRunning({ db: database.pool })).toBe(0);
  await holder.query("ROLLBACK");
  holder.release();
  expect(await chargeRunning({ db: database.pool })).toBe(1);
  expect(await chargeRunning({ db: database.pool })).toBe(0);
});

/** How far a run of 5,000 seconds goes beyond its charge, about. */
const OVER = 5_000;

/** Units of pass that the tenant was charged in the lane of this tool. */
async function passOf(tool: string): Promise<number> {
  const { rows } = await database.pool.query<{ pass: number }>(
    "SELECT s.pass FROM tenant_shares s JOIN queue_lanes l ON l.id = s.lane_id WHERE s.tenant_id = $1 AND l.tool = $2",
    [tenantId, tool],
  );
  return rows[0]?.pass ?? Number.NaN;
}

/** A run by an agent that serves the lane of sslscan as well, and not that of http-headers, where its tenant waits too. */
async function longRun() {
  const agent = await createAgent(database.pool, { tools: ["nmap", "sslscan"], maxConcurrentJobs: 1 });
  // It places the tenant in the lane of its tool, and is busy then.
  const headers = await createAgent(database.pool, { tools: ["http-headers"], maxConcurrentJobs: 1 });
  for (const tool of ["nmap", "nmap", "sslscan", "http-headers", "http-headers"])
    await createJob(database.pool, tenantId, { tool });
  expect((await claim(database.pool, headers.id)).jobs).toHaveLength(1);
  const [run] = (await claim(database.pool, agent.id)).jobs;
  if (!run) throw new Error("the agent is free");
  expect(run.tool).toBe("nmap");
  const before = { met: await passOf("sslscan"), apart: await passOf("http-headers") };
  await database.pool.query(
    "UPDATE job_leases SET assigned_at = assigned_at - make_interval(secs => $2) WHERE job_id = $1",
    [run.id, OVER],
  );
  const end = async () => {
    await report(database.pool, agent.id, run, "running");
    await report(database.pool, agent.id, run, "succeeded");
    await settleApart();
  };
  return { before, end };
}

/** A round settles what has ended that has nothing for the tenant. */
async function settleApart(): Promise<void> {
  const other = await createTenant(database.pool, { plan: "free" });
  await createJob(database.pool, other.id, { tool: "secrets" });
  await claim(database.pool, (await createAgent(database.pool, { tools: ["secrets"] })).id);
}

it("what a run takes beyond its charge counts in full in each lane that its agent serves, and elsewhere up to a bound", async () => {
  const { before, end } = await longRun();
  expect(await chargeRunning({ db: database.pool })).toBe(1);
  expect((await passOf("sslscan")) - before.met).toBeGreaterThan(OVER);
  expect((await passOf("http-headers")) - before.apart).toBeLessThan(1_000);
  await end();
  // What was charged ahead is given back: its weight is 100, so a second is a unit.
  expect(Math.abs((await passOf("sslscan")) - before.met - OVER)).toBeLessThan(60);
});

it("a run that ends before anything beyond its charge was charged is paid for when it is settled, in the lanes that its agent serves in full", async () => {
  const { before, end } = await longRun();
  await end();
  expect(Math.abs((await passOf("sslscan")) - before.met - OVER)).toBeLessThan(60);
  const apart = (await passOf("http-headers")) - before.apart;
  expect(apart).toBeGreaterThan(0);
  expect(apart).toBeLessThan(1_000);
});

it("what is given back for a run makes no credit in a lane that its tenant came into after the charge", async () => {
  const agent = await createAgent(database.pool, { tools: ["nmap", "sslscan"], maxConcurrentJobs: 1 });
  await createJob(database.pool, tenantId, { tool: "nmap" });
  const [run] = (await claim(database.pool, agent.id)).jobs;
  if (!run) throw new Error("the agent is free");
  await database.pool.query(
    "UPDATE job_leases SET charged_seconds = 5000, charged_pass = 5000 WHERE job_id = $1",
    [run.id],
  );
  await createJob(database.pool, tenantId, { tool: "sslscan" });
  await settleApart();
  await report(database.pool, agent.id, run, "running");
  await report(database.pool, agent.id, run, "succeeded");
  await settleApart();
  const { rows } = await database.pool.query<{ tool: string; behind: number }>(
    `SELECT l.tool, c.virtual_time - s.pass AS behind FROM tenant_shares s JOIN queue_lanes l ON l.id = s.lane_id
       JOIN lane_clocks c ON c.lane_id = s.lane_id AND c.tier_priority = s.tier_priority
      WHERE s.tenant_id = $1 AND l.tool = 'sslscan'`,
    [tenantId],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.behind).toBeLessThanOrEqual(0);
});
