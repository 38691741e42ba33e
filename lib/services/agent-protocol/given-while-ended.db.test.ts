import { afterAll, beforeAll, expect, it } from "vitest";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { AppError } from "@/lib/domain/errors";
import { ClaimDispatcher } from "@/lib/services/agent-protocol/claim-dispatcher";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  // A commit of leases waits for this lock.
  await database.pool.query(`
    CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER wait_here AFTER INSERT ON job_leases DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION wait_here()`);
});

afterAll(() => database.drop());

/** Somebody waits for a lock that the test holds. */
const WAITING =
  "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

async function agentWithJob() {
  const agent = await createAgent(database.pool);
  const { id } = await createJob(database.pool, (await createTenant(database.pool)).id);
  return { agentId: agent.id, jobId: id };
}

it("a poll that is ended while its round commits is answered with what was committed", async () => {
  const { pool } = database;
  const { agentId, jobId } = await agentWithJob();
  const holder = await pool.connect();
  const ending = new AbortController();
  try {
    await holder.query("SELECT pg_advisory_lock(1)");
    const poll = { agentId, maxJobs: 1, requestId: null };
    const answered = new ClaimDispatcher(pool, true).wait(poll, 20_000, ending.signal);
    await expect.poll(async () => (await holder.query(WAITING)).rowCount).toBe(1);
    // As the server does when it is asked to stop.
    ending.abort();
    await holder.query("SELECT pg_advisory_unlock(1)");
    expect((await answered).jobs.map((job) => job.id)).toEqual([jobId]);
  } finally {
    holder.release(true);
  }
});

const STOPPING = new AppError("service_unavailable", "The server stops.", { retryAfterSeconds: 1 });

it("a repeat that comes while the server stops is to be asked again, and not told of no jobs", async () => {
  const { pool } = database;
  const { agentId, jobId } = await agentWithJob();
  const body = { request_id: "lost" };
  expect((await claim(pool, agentId, body)).jobs.map((job) => job.id)).toEqual([jobId]);
  const repeat = claim(pool, agentId, { ...body, wait_seconds: 20 }, AbortSignal.abort(STOPPING));
  await expect(repeat).rejects.toMatchObject({ code: "service_unavailable" });
});

it("so is one that was taken in and waits for its round when the server stops", async () => {
  const { pool } = database;
  const { agentId, jobId } = await agentWithJob();
  const body = { request_id: "lost" };
  expect((await claim(pool, agentId, body)).jobs.map((job) => job.id)).toEqual([jobId]);
  const holder = await pool.connect();
  const ending = new AbortController();
  try {
    await holder.query("BEGIN");
    await lockDispatch(holder);
    const repeat = claim(pool, agentId, { ...body, wait_seconds: 20 }, ending.signal);
    await expect.poll(async () => (await holder.query(WAITING)).rowCount).toBe(1);
    ending.abort(STOPPING);
    await expect(repeat).rejects.toMatchObject({ code: "service_unavailable" });
  } finally {
    holder.release(true);
  }
});
