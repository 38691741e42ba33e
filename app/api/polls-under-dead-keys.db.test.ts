import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { POST as claimAsOwn } from "@/app/api/v1/agent/jobs/claim/route";
import { POST as syncAsOwn } from "@/app/api/v1/agent/sync/route";
import { POST as heartbeat } from "@/app/api/v1/platform-agent/heartbeat/route";
import { POST as claim } from "@/app/api/v1/platform-agent/jobs/claim/route";
import { GET as getAgentSelf } from "@/app/api/v1/platform-agent/route";
import { POST as sync } from "@/app/api/v1/platform-agent/sync/route";
import type { RouteHandler } from "@/lib/http/define-route";
import { newKey } from "@/lib/secrets/new-secret";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { rotateAgentKey } from "@/lib/services/platform-agents/rotate-agent-key";
import { adminContext } from "@/lib/testing/admin-context";
import { callRoute } from "@/lib/testing/call-route";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { setProcessPool } from "@/lib/testing/process-pool";
import { scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

/** Longer than any of these tests may take: whatever ends a poll, it is not its time. */
const WAIT = { max_jobs: 1, wait_seconds: 40 };
/** A second, and a busy machine. */
const PROMPTLY_MS = 3_000;

let database: TestDatabase;
let tenantId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  setProcessPool(database.pool);
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
});
afterAll(async () => await database.drop());

/** An agent that nobody else's jobs reach. */
async function enrolled(owner?: string) {
  const key = newKey("agent");
  const capabilities = [`only-${key.prefix}`];
  const agent = await createAgent(database.pool, {
    key,
    capabilities,
    ...(owner ? { tenantId: owner } : {}),
  });
  return { ...agent, key: key.key, capabilities };
}

const submitFor = async ({ capabilities }: { capabilities: string[] }) => {
  const body = scanBody({ capabilities });
  return (await submitJob(tenantContext(database.pool, tenantId), { body, idempotencyKey: null })).job.id;
};

/** A poll that has been admitted, and what it is answered with. */
async function poll(agent: { id: string; key: string }, handler: RouteHandler = claim, body: unknown = WAIT) {
  let isAnswered = false;
  const answer = callRoute(handler, { bearer: agent.key, body }).finally(() => {
    isAnswered = true;
  });
  await expect.poll(() => isMarked(agent.id), { interval: 5 }).toBe(true);
  return { answer, isAnswered: () => isAnswered };
}

async function isMarked(agentId: string): Promise<boolean> {
  const { rows } = await database.pool.query(
    "SELECT FROM agent_heartbeats WHERE agent_id = $1 AND polling_until > now()",
    [agentId],
  );
  return rows.length > 0;
}

const rotate = async ({ id }: { id: string }) =>
  (await rotateAgentKey(adminContext(database.pool), id)).api_key;

/** As from another process: nobody here is told. */
const change = (sql: string, id: string) =>
  database.pool.query(`UPDATE agents SET ${sql} WHERE id = $1`, [id]);

test("a poll ends with its key as soon as the new one is used, and gets no job after that", async () => {
  // No look that only time would bring.
  vi.useFakeTimers({ toFake: ["setInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const agent = await enrolled();
  const { answer, isAnswered } = await poll(agent);
  const key = await rotate(agent);
  // The old key works until then.
  expect((await callRoute(getAgentSelf, { bearer: agent.key })).status).toBe(200);
  expect(isAnswered()).toBe(false);
  expect((await callRoute(heartbeat, { bearer: key, body: { current_jobs: 0 } })).status).toBe(200);
  const usedAt = performance.now();
  expect(await (await answer).json()).toEqual({ jobs: [], cancel: [], drain: false });
  expect(performance.now() - usedAt).toBeLessThan(PROMPTLY_MS);
  const jobId = await submitFor(agent);
  const next = await callRoute(claim, { bearer: agent.key, body: WAIT });
  expect(next.status).toBe(401);
  const { jobs } = await (await callRoute(claim, { bearer: key, body: WAIT })).json();
  expect(jobs).toMatchObject([{ id: jobId }]);
});

test("polls end within a second of what another process does to their key, and when its grace is over", async () => {
  const [changed, graced] = [await enrolled(), await enrolled()];
  await rotate(graced);
  const polls = [await poll(changed), await poll(graced)];
  await change("api_key_prefix = id::text, api_key_hash = 'another'", changed.id);
  await change("previous_api_key_expires_at = now()", graced.id);
  for (const { answer, isAnswered } of polls) {
    await expect.poll(isAnswered, { timeout: PROMPTLY_MS, interval: 5 }).toBe(true);
    expect(await (await answer).json()).toEqual({ jobs: [], cancel: [], drain: false });
  }
});

test("polls of syncs and of tenants' own agents end with their keys, too", async () => {
  const [syncing, own, ownSyncing] = [await enrolled(), await enrolled(tenantId), await enrolled(tenantId)];
  const polls = [
    await poll(syncing, sync, { claim: WAIT }),
    await poll(own, claimAsOwn),
    await poll(ownSyncing, syncAsOwn, { claim: WAIT }),
  ];
  for (const { id } of [syncing, own, ownSyncing])
    await change("api_key_prefix = id::text, api_key_hash = 'another'", id);
  for (const { isAnswered } of polls)
    await expect.poll(isAnswered, { timeout: PROMPTLY_MS, interval: 5 }).toBe(true);
});

test("a poll whose key is good waits on, whatever becomes of others' keys, and of its own that is still honoured", async () => {
  const [agent, rotated, other] = [await enrolled(), await enrolled(), await enrolled()];
  const polls = [await poll(agent), await poll(rotated)];
  const ended = await poll(other);
  const key = await rotate(other);
  await rotate(rotated);
  await callRoute(heartbeat, { bearer: key, body: { current_jobs: 0 } });
  await ended.answer;
  const jobIds = [await submitFor(agent), await submitFor(rotated)];
  for (const [n, { answer }] of polls.entries())
    expect((await (await answer).json()).jobs).toMatchObject([{ id: jobIds[n] }]);
});
