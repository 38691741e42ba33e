import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import type { SubmitJobBody } from "@/lib/contracts/job";
import { openPool } from "@/lib/db/pool";
import type { Tier } from "@/lib/domain/tier/tier";
import { goOffline } from "@/lib/services/agent-protocol/go-offline";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { disableAgent } from "@/lib/services/platform-agents/disable-agent";
import { adminContext } from "@/lib/testing/admin-context";
import { type AgentOptions, createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, claim, report, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const SPILL_MS_MAX = 1_500;

describe.each([
  ["the same process", false],
  ["processes of their own", true],
])("agents polling in %s", (_, isApart) => {
  let database: TestDatabase;
  let enterprise: string;
  const pools: pg.Pool[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    enterprise = (await createTenant(database.pool, { plan: "enterprise" })).id;
  });

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });

  /** Where an agent's polls arrive: a pool of its own has a dispatcher of its own, as another process has. */
  function home(): pg.Pool {
    if (!isApart) return database.pool;
    const pool = openPool(database.url, 4);
    pool.on("error", () => {});
    pools.push(pool);
    return pool;
  }

  /** An agent that polls until `stop`, and ends what it has got at `finish`. Each test's agents have a tool of their own. */
  async function poller(options: AgentOptions) {
    const db = home();
    const agent = await createAgent(database.pool, options);
    const stopping = new AbortController();
    const got: ClaimedJob[] = [];
    const slots = options.maxConcurrentJobs ?? 1;
    let resume = () => {};
    const freed = {
      next: () => new Promise<void>((resolve) => (resume = resolve)),
      wake: () => resume(),
    };
    const polling = (async () => {
      while (!stopping.signal.aborted) {
        const body = { max_jobs: slots - got.length, wait_seconds: 20 };
        const answer = await claim(db, agent.id, body, stopping.signal).catch(() => null);
        if (answer === null) return;
        got.push(...answer.jobs);
        while (got.length >= slots && !stopping.signal.aborted) await freed.next();
      }
    })();
    const stop = async () => {
      stopping.abort();
      freed.wake();
      await polling;
    };
    onTestFinished(stop);
    return {
      id: agent.id,
      tier: agent.tier,
      got,
      async finish() {
        for (const job of got.splice(0)) await report(db, agent.id, job, "succeeded");
        freed.wake();
      },
      stop,
    };
  }

  /** One poll, given up at the end of the test, however that ends. */
  function pollOnce(db: pg.Pool, agentId: string, maxJobs: number): void {
    const over = new AbortController();
    const polling = claim(db, agentId, { max_jobs: maxJobs, wait_seconds: 20 }, over.signal);
    onTestFinished(async () => {
      over.abort();
      await polling;
    });
  }

  async function submit(fields: Partial<SubmitJobBody>): Promise<string> {
    const { job } = await submitJob(tenantContext(database.pool, enterprise), {
      body: scanBody(fields),
      idempotencyKey: null,
    });
    return job.id;
  }

  /** The agent that the job was given to, and how long that took. */
  async function takerOf(jobId: string): Promise<{ agentId: string; ms: number }> {
    const startedAt = performance.now();
    for (;;) {
      const { rows } = await database.pool.query<{ agent_id: string | null }>(
        "SELECT agent_id FROM jobs WHERE id = $1",
        [jobId],
      );
      const ms = performance.now() - startedAt;
      if (rows[0]?.agent_id) return { agentId: rows[0].agent_id, ms };
      if (ms > 10_000) throw new Error("nobody took the job");
    }
  }

  async function untilPolling(...agents: { id: string }[]): Promise<void> {
    for (;;) {
      const { rows } = await database.pool.query<{ polling: number }>(
        "SELECT count(*)::int AS polling FROM agent_heartbeats WHERE agent_id = ANY ($1) AND polling_until > now() + interval '4 seconds'",
        [agents.map((agent) => agent.id)],
      );
      if (rows[0]?.polling === agents.length) return;
    }
  }

  it("an Enterprise job goes to the premium agent every time, also while that is between two polls", async () => {
    const tiers: Tier[] = ["shared", "dedicated", "premium"];
    const agents = await Promise.all(tiers.map((tier) => poller({ tier, tools: ["http-headers"] })));
    await untilPolling(...agents);
    const takers: Tier[] = [];
    for (let i = 0; i < 50; i++) {
      const { agentId } = await takerOf(await submit({}));
      const taker = agents.find((agent) => agent.id === agentId);
      takers.push(taker?.tier ?? "shared");
      await expect.poll(() => taker?.got.length, { interval: 1 }).toBe(1);
      await taker?.finish();
    }
    expect(takers).toEqual(Array.from({ length: 50 }, () => "premium"));
  });

  it("a job spills over at once when the better tier is full, killed, gone or disabled", async () => {
    const tiers: Tier[] = ["shared", "dedicated", "premium"];
    const [shared, dedicated, premium] = await Promise.all(
      tiers.map((tier) => poller({ tier, tools: ["nmap"] })),
    );
    if (!shared || !dedicated || !premium) throw new Error("three agents were made");
    await untilPolling(shared, dedicated, premium);
    const scan = { tool: "nmap", target: "example.com" } as const;
    expect((await takerOf(await submit(scan))).agentId).toBe(premium.id);

    const whenFull = await takerOf(await submit(scan));
    expect(whenFull.agentId).toBe(dedicated.id);
    expect(whenFull.ms).toBeLessThan(SPILL_MS_MAX);

    await expect.poll(() => premium.got.length + dedicated.got.length, { interval: 1 }).toBe(2);
    await premium.finish();
    await dedicated.finish();
    await untilPolling(shared, dedicated, premium);
    await premium.stop();
    const whenKilled = await takerOf(await submit(scan));
    expect(whenKilled.agentId).toBe(dedicated.id);
    expect(whenKilled.ms).toBeLessThan(SPILL_MS_MAX);

    await expect.poll(() => dedicated.got.length, { interval: 1 }).toBe(1);
    await dedicated.finish();
    await untilPolling(shared, dedicated);
    await disableAgent(adminContext(database.pool), dedicated.id);
    const whenDisabled = await takerOf(await submit(scan));
    expect(whenDisabled.agentId).toBe(shared.id);
    expect(whenDisabled.ms).toBeLessThan(SPILL_MS_MAX);
  });

  it("an agent that says it goes offline is not waited for, nor one that polls for orders only", async () => {
    const options = { tools: ["sslscan"] };
    const shared = await poller({ ...options, tier: "shared" });
    const leaving = await poller({ ...options, tier: "premium" });
    const full = await createAgent(database.pool, { ...options, tier: "dedicated", maxConcurrentJobs: 5 });
    await untilPolling(shared, leaving);
    pollOnce(home(), full.id, 0);
    const scan = { tool: "sslscan", target: "example.com:443" } as const;
    await leaving.stop();
    await goOffline(agentContext(database.pool, leaving.id));
    const taker = await takerOf(await submit(scan));
    expect(taker.agentId).toBe(shared.id);
    expect(taker.ms).toBeLessThan(SPILL_MS_MAX);
  });

  it("within a tier the region decides, then the load", async () => {
    const options = { tier: "shared", tools: ["secretless"], maxConcurrentJobs: 3 } as const;
    const far = await createAgent(database.pool, { ...options, region: "us-1", loadScore: 0 });
    const near = await createAgent(database.pool, { ...options, region: "eu-1", loadScore: 80 });
    const loaded = await createAgent(database.pool, { ...options, loadScore: 20 });
    const pooled = [far, near, loaded].map((agent) => ({ agent, db: home() }));
    const insert = async (region: string | null) =>
      (await createJob(database.pool, enterprise, { tool: "secretless", region })).id;
    for (const { agent, db } of pooled) pollOnce(db, agent.id, 1);
    await untilPolling(far, near, loaded);
    expect((await takerOf(await insert("eu-1"))).agentId).toBe(near.id);
    expect((await takerOf(await insert(null))).agentId).toBe(far.id);
  });
});
