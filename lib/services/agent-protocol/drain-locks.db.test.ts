import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { log } from "@/lib/log";
import { recordBeats } from "@/lib/services/agent-protocol/record-beats";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { deleteAgent } from "@/lib/services/platform-agents/delete-agent";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim, report, tenantContext } from "@/lib/testing/queue-contexts";
import { countDeadlocks } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
/** Holds the lock at which ends of attempts wait, with their leases locked. */
let holder: pg.PoolClient;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(`
    CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
    CREATE TRIGGER wait_here AFTER UPDATE ON jobs FOR EACH ROW WHEN (NEW.status = 'succeeded') EXECUTE FUNCTION wait_here()`);
});
beforeEach(async () => {
  holder = await database.pool.connect();
  await holder.query("SELECT pg_advisory_lock(1)");
});
afterEach(async () => {
  holder.release(true);
  expect(await countDeadlocks(database.pool)).toBe(0);
});
afterAll(() => database.drop());

/** A draining agent whose last job is about to end: the lease is locked, the drain not looked at yet. */
async function endingAgent() {
  const { pool } = database;
  const agent = await createAgent(pool, { status: "draining" });
  const job = await createJob(pool, (await createTenant(pool)).id, { status: "running", agent });
  const ending = report(pool, agent.id, { id: job.id, attempt: 1 }, "succeeded");
  await expect.poll(() => waitingFor("advisory")).toBe(1);
  return { agent, job, ending };
}

async function waitingFor(locktype: "advisory" | "transactionid"): Promise<number> {
  const { rowCount } = await holder.query(
    `SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = $1 AND NOT l.granted AND a.datname = current_database()`,
    [locktype],
  );
  return rowCount ?? 0;
}

const statusOf = async (agentId: string) =>
  (await database.pool.query("SELECT status FROM agents WHERE id = $1", [agentId])).rows[0]?.status;

it("the end of a draining agent's last job does not wait for the agent's beat, which waits for it; maintenance ends the drain", async () => {
  const { pool } = database;
  const { agent, job, ending } = await endingAgent();
  const running = [{ job_id: job.id, attempt: 1 }];
  const beat = recordBeats(pool, [
    { agentId: agent.id, body: { current_jobs: 1, version: "2.0.0", running } },
  ]);
  await expect.poll(() => waitingFor("transactionid")).toBe(1);
  await holder.query("SELECT pg_advisory_unlock(1)");
  expect((await ending).status).toBe("succeeded");
  expect(await beat).toMatchObject([{ answer: { leases: [] } }]);
  expect(await statusOf(agent.id)).toBe("draining");
  await runMaintenance({ db: pool, log });
  expect(await statusOf(agent.id)).toBe("drained");
});

it("a draining agent that is deleted by force while its last job ends holds up no claim for longer than the end takes", async () => {
  const { pool } = database;
  const { agent, ending } = await endingAgent();
  const other = await createAgent(pool);
  const { id } = await createJob(pool, (await createTenant(pool)).id);
  const deletion = deleteAgent(tenantContext(pool, SYSTEM_TENANT_ID), { id: agent.id, isForced: true });
  await expect.poll(() => waitingFor("transactionid")).toBe(1);
  const claimed = claim(pool, other.id);
  await expect.poll(() => waitingFor("advisory")).toBe(2);
  await holder.query("SELECT pg_advisory_unlock(1)");
  expect((await ending).status).toBe("succeeded");
  expect((await claimed).jobs.map((job) => job.id)).toEqual([id]);
  await deletion;
});
