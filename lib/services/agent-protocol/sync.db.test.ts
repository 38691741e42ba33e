import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import { SyncBody } from "@/lib/contracts/agent-sync";
import { sync } from "@/lib/services/agent-protocol/sync";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, claim } from "@/lib/testing/queue-contexts";
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
  const caller = { kind: "agent", agentId: as, name: "agent", tenantId: "t", isPlatformAgent: true } as const;
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
