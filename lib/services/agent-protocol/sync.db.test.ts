import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import { SyncBody } from "@/lib/contracts/agent-sync";
import { sync } from "@/lib/services/agent-protocol/sync";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, claim, report } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;
let agentId: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
  agentId = (await createAgent(database.pool, { maxConcurrentJobs: 5 })).id;
});
afterAll(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.drop();
});

function send(body: unknown, as = agentId) {
  const caller = {
    kind: "agent",
    agentId: as,
    name: "agent",
    tenantId: "t",
    isPlatformAgent: true,
    keyPrefix: "",
  } as const;
  return sync({ ...agentContext(database.pool, as), caller }, SyncBody.parse(body));
}

async function claimed(count: number): Promise<ClaimedJob[]> {
  for (let i = 0; i < count; i++) await createJob(database.pool, tenantId);
  return (await claim(database.pool, agentId, { max_jobs: count })).jobs;
}

const ref = (job: ClaimedJob | undefined) => ({ job_id: job?.id, attempt: job?.attempt });

it("carries logs, statuses, a beat and the next claim, and a repeat after a lost answer has no second effect", async () => {
  const [one, two] = await claimed(2);
  await createJob(database.pool, tenantId);
  const body = {
    logs: [{ ...ref(one), chunks: [{ stream: "stdout", offset: 0, text: "done" }] }],
    statuses: [
      { ...ref(one), status: "succeeded", exit_code: 0 },
      { ...ref(two), status: "running" },
    ],
    heartbeat: { current_jobs: 1, running: [ref(two)] },
    claim: { max_jobs: 3, wait_seconds: 20, request_id: "next" },
  };
  const first = await send(body);
  expect(first.logs).toMatchObject([{ ...ref(one), answer: { next_offset: { stdout: 4 } }, error: null }]);
  expect(first.statuses).toMatchObject([
    { ...ref(one), answer: { status: "succeeded" }, error: null },
    { ...ref(two), answer: { status: "running" }, error: null },
  ]);
  expect(first.heartbeat).toMatchObject({ leases: [ref(two)], lost: [] });
  expect(first.claim?.answer?.jobs).toHaveLength(1);
  const again = await send(body);
  expect(again.claim?.answer?.jobs).toEqual(first.claim?.answer?.jobs);
  expect(again.statuses).toMatchObject([
    { answer: { status: "succeeded" } },
    { answer: { status: "running" } },
  ]);
  const { rows } = await database.pool.query(
    "SELECT count(*)::int AS ends FROM events WHERE subject_id = $1 AND type = 'job.succeeded'",
    [one?.id],
  );
  expect(rows).toEqual([{ ends: 1 }]);
});

it("refuses each part by itself, as the single call would, and does the others", async () => {
  const [one, two] = await claimed(2);
  const answer = await send({
    logs: [{ ...ref(one), chunks: [{ stream: "stdout", offset: 7, text: "late" }] }],
    statuses: [
      { job_id: one?.id, attempt: 9, status: "succeeded" },
      { ...ref(two), status: "succeeded" },
    ],
  });
  expect(answer.logs[0]).toMatchObject({ answer: null, error: { code: "log_gap", next_offset: 0 } });
  expect(answer.statuses).toMatchObject([
    { answer: null, error: { code: "stale_attempt" } },
    { answer: { status: "succeeded" }, error: null },
  ]);
});

it("of one agent says nothing about another's jobs", async () => {
  const [job] = await claimed(1);
  const thief = (await createAgent(database.pool)).id;
  const answer = await send({ statuses: [{ ...ref(job), status: "succeeded" }] }, thief);
  expect(answer.statuses[0]).toMatchObject({ answer: null, error: { code: "stale_attempt" } });
  const { rows } = await database.pool.query("SELECT status FROM jobs WHERE id = $1", [job?.id]);
  expect(rows).toEqual([{ status: "assigned" }]);
});

it("acknowledges at once: with something to acknowledge the claim does not wait", async () => {
  const [job] = await claimed(1);
  const startedAt = performance.now();
  const answer = await send({
    statuses: [{ ...ref(job), status: "running" }],
    claim: { max_jobs: 1, wait_seconds: 30 },
  });
  expect(answer.claim?.answer?.jobs).toEqual([]);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

it("tells a disabled agent that it gets no jobs, and takes its reports all the same", async () => {
  const [job] = await claimed(1);
  await database.pool.query("UPDATE agents SET status = 'disabled' WHERE id = $1", [agentId]);
  const answer = await send({ statuses: [{ ...ref(job), status: "succeeded" }], claim: { max_jobs: 1 } });
  expect(answer.statuses[0]).toMatchObject({ answer: { status: "succeeded" } });
  expect(answer.claim).toMatchObject({ answer: null, error: { code: "agent_disabled" } });
});

it("takes logs of one job in their order, and ids however they are written", async () => {
  const [job] = await claimed(1);
  const id = job?.id.toUpperCase();
  const answer = await send({
    logs: [
      { job_id: id, attempt: 1, chunks: [{ stream: "stdout", offset: 0, text: "one " }] },
      { job_id: job?.id, attempt: 1, chunks: [{ stream: "stdout", offset: 4, text: "two" }] },
    ],
    statuses: [{ job_id: id, attempt: 1, status: "succeeded" }],
  });
  expect(answer.logs).toMatchObject([
    { answer: { next_offset: { stdout: 4 } }, error: null },
    { answer: { next_offset: { stdout: 7 } }, error: null },
  ]);
  expect(answer.statuses).toMatchObject([{ job_id: job?.id, answer: { status: "succeeded" }, error: null }]);
});

/** What is known of a job's run, and its events since it was claimed, with their progress. */
async function courseOf(job: ClaimedJob | undefined) {
  const { rows } = await database.pool.query(
    `SELECT j.status, j.started_at IS NOT NULL AS "isStarted", a.started_at IS NOT NULL AS "isTried",
            (SELECT array_agg(concat_ws(' ', type, data->>'progress') ORDER BY id) FROM events
              WHERE subject_id = j.id AND type IN ('job.running', 'job.progress', 'job.succeeded', 'job.failed')) AS events
       FROM jobs j JOIN attempts a ON a.job_id = j.id AND a.attempt = j.attempt WHERE j.id = $1`,
    [job?.id],
  );
  return rows[0];
}

it("takes statuses of one job in their order, each as the call alone would be", async () => {
  const [one, two] = await claimed(2);
  const answer = await send({
    statuses: [
      { ...ref(one), status: "running" },
      { ...ref(two), status: "failed", exit_code: 1 },
      { ...ref(one), status: "progress", progress: 40 },
      { ...ref(two), status: "running" },
      { ...ref(one), status: "succeeded" },
    ],
  });
  expect(answer.statuses).toMatchObject([
    { ...ref(one), answer: { status: "running" }, error: null },
    { ...ref(two), answer: { status: "failed" }, error: null },
    { ...ref(one), answer: { status: "running" }, error: null },
    { ...ref(two), answer: null, error: { code: "job_finished" } },
    { ...ref(one), answer: { status: "succeeded" }, error: null },
  ]);
  expect(await courseOf(one)).toEqual({
    status: "succeeded",
    isStarted: true,
    isTried: true,
    events: ["job.running", "job.progress 40", "job.succeeded"],
  });
  expect(await courseOf(two)).toMatchObject({ status: "failed", isStarted: false, events: ["job.failed"] });
});

it("never ends a job before its start counts, however long the start is held up", async () => {
  const [held, job, other] = await claimed(3);
  const holder = await database.pool.connect();
  try {
    await holder.query("BEGIN");
    await holder.query("SELECT FROM job_leases WHERE job_id = $1 FOR UPDATE", [held?.id]);
    const statuses = ["running", "succeeded"].map((status) => ({ ...ref(job), status }));
    const answer = send({ statuses: [{ ...ref(held), status: "running" }, ...statuses] });
    // Shares its batch with any end that was sent beside the start: once this one counts, that would count as well.
    await report(database.pool, agentId, { id: other?.id ?? "", attempt: 1 }, "succeeded");
    await holder.query("COMMIT");
    expect((await answer).statuses).toMatchObject([
      { answer: { status: "running" } },
      { answer: { status: "running" } },
      { answer: { status: "succeeded" } },
    ]);
  } finally {
    holder.release(true);
  }
  expect(await courseOf(job)).toMatchObject({ isStarted: true, events: ["job.running", "job.succeeded"] });
});

it("takes the statuses of many jobs together, a transaction a kind and not one a job", async () => {
  const agent = await createAgent(database.pool, { maxConcurrentJobs: 50 });
  const jobs: { id: string }[] = [];
  for (let i = 0; i < 50; i++)
    jobs.push(await createJob(database.pool, tenantId, { status: "assigned", agent }));
  const statuses = jobs.flatMap(({ id }) => [
    { job_id: id, attempt: 1, status: "running" },
    { job_id: id, attempt: 1, status: "progress", progress: 70 },
    { job_id: id, attempt: 1, status: "succeeded" },
  ]);
  const answer = await send({ statuses }, agent.id);
  expect(answer.statuses.filter(({ error }) => error !== null)).toEqual([]);
  const { rows } = await database.pool.query(
    `SELECT type, count(*)::int AS events, count(DISTINCT xact_id)::int AS transactions
       FROM events WHERE subject_id = ANY ($1) GROUP BY type ORDER BY min(id)`,
    [jobs.map(({ id }) => id)],
  );
  expect(rows).toEqual(
    ["job.running", "job.progress", "job.succeeded"].map((type) => ({ type, events: 50, transactions: 1 })),
  );
});

it("fails for what is no refusal only when nothing of it is under way any more", async () => {
  const [bad, good] = await claimed(2);
  await database.pool.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE 'refused by the test' USING ERRCODE = 'check_violation'; END $$;
    CREATE TRIGGER refuse BEFORE UPDATE ON jobs FOR EACH ROW WHEN (NEW.id = '${bad?.id}') EXECUTE FUNCTION refuse()`);
  try {
    const statuses = ["running", "succeeded"].map((status) => ({ ...ref(good), status }));
    const failing = send({ statuses: [{ ...ref(bad), status: "running" }, ...statuses] });
    await expect(failing).rejects.toThrow("refused by the test");
    expect(await courseOf(good)).toMatchObject({ events: ["job.running", "job.succeeded"] });
  } finally {
    await database.pool.query("DROP TRIGGER refuse ON jobs");
  }
});
