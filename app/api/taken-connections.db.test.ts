import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST as heartbeat } from "@/app/api/v1/platform-agent/heartbeat/route";
import { POST as claim } from "@/app/api/v1/platform-agent/jobs/claim/route";
import { POST as sync } from "@/app/api/v1/platform-agent/sync/route";
import { GET as listJobs, POST as submit } from "@/app/api/v1/platform-jobs/route";
import { openPools, type Pools } from "@/lib/db/pool";
import { CONNECTIONS_MIN, type PoolUse } from "@/lib/db/split-connections";
import type { RouteHandler } from "@/lib/http/define-route";
import { newKey } from "@/lib/secrets/new-secret";
import { callRoute } from "@/lib/testing/call-route";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { setProcessPools } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

/** Time to wait for a connection, and a slow machine. */
const REFUSED_WITHIN_MS = 3_500;

let db: TestDatabase;
let pools: Pools;
let tenantKey: string;
let agent: { id: string; name: string; tenantId: string; tier: "shared" | "dedicated" | "premium" };
let agentKey: string;

beforeAll(async () => {
  db = await createTestDatabase();
  pools = openPools(db.url, CONNECTIONS_MIN);
  setProcessPools(pools);
  const tenant = await createTenant(db.pool, { plan: "enterprise" });
  tenantKey = (await createApiKey(db.pool, tenant.id)).key;
  const key = newKey("agent");
  agentKey = key.key;
  agent = await createAgent(db.pool, { key, maxConcurrentJobs: 2 });
  await createJob(db.pool, tenant.id, { status: "running", agent });
});
afterAll(async () => {
  for (const pool of Object.values(pools)) await pool.end();
  await db.drop();
});

/** Takes every connection of a use, and keeps it in the database too, until the work is done. */
async function whileTaken(uses: readonly PoolUse[], work: () => Promise<void>): Promise<void> {
  const clients = await Promise.all(
    uses.flatMap((use) => Array.from({ length: pools[use].options.max }, () => pools[use].connect())),
  );
  const sleeps = clients.map((client) => client.query("SELECT pg_sleep(60)").catch(() => null));
  try {
    await work();
  } finally {
    await db.pool.query(
      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^SELECT pg_sleep'",
    );
    await Promise.all(sleeps);
    for (const client of clients) client.release();
  }
}

async function expectRefusal(handler: RouteHandler, bearer: string, body?: unknown): Promise<void> {
  const startedAt = performance.now();
  const answer = await callRoute(handler, { bearer, body });
  expect(performance.now() - startedAt).toBeLessThan(REFUSED_WITHIN_MS);
  expect(answer.status).toBe(503);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
}

const scan = { tool: "http-headers", target: "https://example.com" };

describe("when every connection but those for beats is taken", () => {
  test("a beat renews its leases all the same, alone and in a sync, and everything else is told to come again soon", async () => {
    const leaseEnd = async () =>
      (
        await db.pool.query("SELECT lease_expires_at AS at FROM job_leases WHERE agent_id = $1", [agent.id])
      ).rows[0].at.getTime() as number;
    await whileTaken(["queue", "console"], async () => {
      for (const [handler, body] of [
        [heartbeat, { current_jobs: 1 }],
        [sync, { heartbeat: { current_jobs: 1 } }],
      ] as const) {
        const before = await leaseEnd();
        const answer = await callRoute(handler, { bearer: agentKey, body });
        expect(answer.status).toBe(200);
        expect(await leaseEnd()).toBeGreaterThan(before);
      }
      await Promise.all([
        expectRefusal(submit, tenantKey, scan),
        expectRefusal(listJobs, tenantKey),
        expectRefusal(claim, agentKey, { max_jobs: 1, wait_seconds: 20 }),
        expectRefusal(sync, agentKey, { heartbeat: { current_jobs: 1 }, claim: { wait_seconds: 0 } }),
      ]);
    });
    expect((await callRoute(submit, { bearer: tenantKey, body: scan })).status).toBe(201);
  });
});

test("reads that take all of the console's connections leave submits and claims theirs", async () => {
  await whileTaken(["console"], async () => {
    expect((await callRoute(submit, { bearer: tenantKey, body: scan })).status).toBe(201);
    const claimed = await callRoute(claim, { bearer: agentKey, body: { max_jobs: 1, wait_seconds: 0 } });
    expect(((await claimed.json()) as { jobs: unknown[] }).jobs).toHaveLength(1);
    await expectRefusal(listJobs, tenantKey);
  });
});

test("all the process's connections together are no more than it may have", () => {
  const sizes = Object.values(pools).map((pool) => pool.options.max);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(CONNECTIONS_MIN);
});
