import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPool } from "@/lib/db/pool";
import { verifyJobToken } from "@/lib/secrets/job-token";
import { cancelJob } from "@/lib/services/jobs/cancel-job";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { deleteAgent } from "@/lib/services/platform-agents/delete-agent";
import { disableAgent } from "@/lib/services/platform-agents/disable-agent";
import { drainAgent } from "@/lib/services/platform-agents/drain-agent";
import { adminContext } from "@/lib/testing/admin-context";
import { type AgentOptions, createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, claim, report, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

/** Above the second of the polling floor, with room for a busy machine. */
const PROMPT_MS = 2_000;

let database: TestDatabase;
let elsewhere: pg.Pool;
let tenantId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  elsewhere = openPool(database.url, 4);
  elsewhere.on("error", () => {});
});

beforeEach(async () => {
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
});

afterEach(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.pool.query(
    "WITH q AS (DELETE FROM queue_items RETURNING job_id) UPDATE jobs SET status = 'cancelled', finished_at = now() FROM q WHERE id = q.job_id",
  );
});

afterAll(async () => {
  await elsewhere.end();
  await database.drop();
});

const makeAgent = (options: AgentOptions = {}) => createAgent(database.pool, options);
const makeJob = () => createJob(database.pool, tenantId);

async function leases(agentId: string): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM job_leases WHERE agent_id = $1",
    [agentId],
  );
  return rows[0]?.n ?? 0;
}

async function untilPolling(agentId: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const sql = "SELECT FROM agent_heartbeats WHERE agent_id = $1 AND polling_until IS NOT NULL";
        return (await database.pool.query(sql, [agentId])).rowCount;
      },
      { interval: 5 },
    )
    .toBe(1);
}

async function timed<T>(call: Promise<T>): Promise<{ answer: T; ms: number }> {
  const startedAt = performance.now();
  return { answer: await call, ms: performance.now() - startedAt };
}

describe("a claim", () => {
  it("answers what the agent needs, with a token that is good for this attempt", async () => {
    const agent = await makeAgent();
    const job = await makeJob();
    const [claimed] = (await claim(database.pool, agent.id)).jobs;
    expect(claimed).toMatchObject({
      id: job.id,
      attempt: 1,
      tool: "http-headers",
      tenant_id: tenantId,
      archive: null,
    });
    expect(await verifyJobToken(claimed?.job_token ?? "")).toEqual({
      jobId: job.id,
      attempt: 1,
      agentId: agent.id,
      tenantId,
      isPlatformAgent: true,
    });
  });

  it("never gets more than it asked for, nor more than the agent's slots, however many claims are open", async () => {
    const agent = await makeAgent({ maxConcurrentJobs: 3 });
    for (let i = 0; i < 6; i++) await makeJob();
    expect((await claim(database.pool, agent.id, { max_jobs: 1 })).jobs).toHaveLength(1);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => claim(database.pool, agent.id, { max_jobs: 2 })),
    );
    expect(answers.flatMap((answer) => answer.jobs)).toHaveLength(2);
    expect(await leases(agent.id)).toBe(3);
  });

  it("is answered empty when its agent opens four later ones; those wait on, and so does another agent's", async () => {
    const [agent, other] = [await makeAgent(), await makeAgent()];
    const closing = new AbortController();
    const answered: string[] = [];
    const open = (name: string, agentId: string) =>
      claim(database.pool, agentId, { wait_seconds: 20 }, closing.signal).then((answer) => {
        if (!closing.signal.aborted) answered.push(name);
        return answer;
      });
    const polls = [open("other", other.id)];
    await untilPolling(other.id);
    polls.push(open("first", agent.id));
    await untilPolling(agent.id);
    polls.push(...[2, 3, 4].map((n) => open(`poll ${n}`, agent.id)));
    expect(answered).toEqual([]);
    polls.push(open("poll 5", agent.id));
    expect((await polls[1])?.jobs).toEqual([]);
    expect(answered).toEqual(["first"]);
    closing.abort();
    await Promise.all(polls);
  });

  it("gets nothing that needs a tool or a capability it has not, nor what waits out a back-off", async () => {
    const agent = await makeAgent({ tools: ["nmap"], capabilities: ["ipv6"] });
    await createJob(database.pool, tenantId, { tool: "sslscan" });
    await createJob(database.pool, tenantId, { tool: "nmap", capabilities: ["ipv6", "raw"] });
    await createJob(database.pool, tenantId, { tool: "nmap", readyInSeconds: 60 });
    await createJob(database.pool, tenantId, { tool: "nmap", selectionMode: "tenant_only" });
    expect((await claim(database.pool, agent.id)).jobs).toEqual([]);
    const fits = await createJob(database.pool, tenantId, { tool: "nmap", capabilities: ["ipv6"] });
    expect((await claim(database.pool, agent.id)).jobs.map((job) => job.id)).toEqual([fits.id]);
  });

  it("gets the next job when the first is just being cancelled, and is not answered empty", async () => {
    const agent = await makeAgent();
    const other = (await createTenant(database.pool)).id;
    const [first, second, third] = [await makeJob(), await makeJob(), await createJob(database.pool, other)];
    const cancelling = await elsewhere.connect();
    try {
      await cancelling.query("BEGIN");
      await cancelling.query("SELECT FROM queue_items WHERE job_id = ANY ($1) FOR UPDATE", [
        [first.id, second.id],
      ]);
      const { jobs } = await claim(database.pool, agent.id);
      expect(jobs.map(({ id }) => id)).toEqual([third.id]);
      for (const job of jobs) await report(database.pool, agent.id, job, "succeeded", { exit_code: 0 });
    } finally {
      await cancelling.query("ROLLBACK");
      cancelling.release();
    }
    expect((await claim(database.pool, agent.id)).jobs.map(({ id }) => id)).toEqual([first.id]);
  });

  it("is never answered empty while others cancel one job after the other, as long as any waits", async () => {
    const agent = await makeAgent();
    const other = (await createTenant(database.pool, { plan: "enterprise" })).id;
    const ids: string[] = [];
    for (let i = 0; i < 120; i++) {
      ids.push((await makeJob()).id);
      await createJob(database.pool, other);
    }
    const given: number[] = [];
    const claimUntilCancelled = async () => {
      while (ids.length > 0) {
        const { jobs } = await claim(database.pool, agent.id);
        given.push(jobs.length);
        for (const job of jobs) await report(database.pool, agent.id, job, "succeeded", { exit_code: 0 });
      }
    };
    const cancelAll = async () => {
      for (let id = ids.shift(); id !== undefined; id = ids.shift())
        await cancelJob(tenantContext(elsewhere, tenantId), { id }).catch(() => {});
    };
    await Promise.all([claimUntilCancelled(), cancelAll(), cancelAll(), cancelAll()]);
    expect(given).not.toContain(0);
    expect(given.length).toBeGreaterThan(1);
  });

  it("gets nothing that is past its time in the queue, however late maintenance is", async () => {
    const agent = await makeAgent();
    await createJob(database.pool, tenantId, { expiresInSeconds: -1 });
    const job = await makeJob();
    expect((await claim(database.pool, agent.id)).jobs.map(({ id }) => id)).toEqual([job.id]);
  });

  it("is served in the tenant's order: priority, then age", async () => {
    const agent = await makeAgent({ maxConcurrentJobs: 9 });
    const ids: string[] = [];
    for (const [priority, queuedSecondsAgo] of [
      [0, 10],
      [5, 0],
      [0, 20],
      [-10, 900],
    ] as const) {
      ids.push((await createJob(database.pool, tenantId, { priority, queuedSecondsAgo })).id);
    }
    const order: string[] = [];
    for (const _ of ids) order.push(...(await claim(database.pool, agent.id)).jobs.map((job) => job.id));
    expect(order).toEqual([ids[1], ids[2], ids[0], ids[3]]);
  });
});

describe("an open poll", () => {
  it("is answered as soon as a job is submitted here, and within the polling floor when elsewhere", async () => {
    const agent = await makeAgent({ maxConcurrentJobs: 2 });
    const here = claim(database.pool, agent.id, { wait_seconds: 20 });
    await untilPolling(agent.id);
    const { job } = await submitJob(tenantContext(database.pool, tenantId), {
      body: scanBody(),
      idempotencyKey: null,
    });
    const first = await timed(here);
    expect(first.answer.jobs.map(({ id }) => id)).toEqual([job.id]);
    const open = claim(database.pool, agent.id, { wait_seconds: 20 });
    // Without a wake, as from another process.
    const silent = await makeJob();
    const second = await timed(open);
    expect(second.answer.jobs.map(({ id }) => id)).toEqual([silent.id]);
    expect(second.ms).toBeLessThan(PROMPT_MS);
  });

  it("ends empty when its time is up", async () => {
    const agent = await makeAgent();
    const { answer, ms } = await timed(claim(database.pool, agent.id, { wait_seconds: 0.3 }));
    expect(answer).toEqual({ jobs: [], cancel: [], drain: false });
    expect(ms).toBeGreaterThan(250);
    expect(ms).toBeLessThan(PROMPT_MS);
  });

  it("is told at once that the agent is to drain, and ends when it is disabled or deleted", async () => {
    const [drained, disabled, deleted, order] = [
      await makeAgent(),
      await makeAgent(),
      await makeAgent(),
      await makeAgent(),
    ];
    const open = [drained, disabled, deleted].map((agent) =>
      claim(database.pool, agent.id, { wait_seconds: 20 }),
    );
    const orders = claim(database.pool, order.id, { wait_seconds: 20, max_jobs: 0 });
    for (const agent of [drained, disabled, deleted, order]) await untilPolling(agent.id);
    await drainAgent(adminContext(database.pool), drained.id);
    await drainAgent(adminContext(database.pool), order.id);
    await disableAgent(adminContext(database.pool), disabled.id);
    await deleteAgent(adminContext(database.pool), { id: deleted.id, isForced: false });
    const { answer, ms } = await timed(Promise.all([...open, orders]));
    expect(answer.map(({ drain }) => drain)).toEqual([true, false, false, true]);
    expect(ms).toBeLessThan(PROMPT_MS);
    await expect(claim(database.pool, disabled.id)).rejects.toMatchObject({ code: "agent_disabled" });
    await expect(claim(database.pool, deleted.id)).rejects.toMatchObject({ code: "unauthenticated" });
    await makeJob();
    expect(await claim(database.pool, drained.id)).toEqual({ jobs: [], cancel: [], drain: true });
  });

  it("survives an error of the database: the claims fail, the next ones are served", async () => {
    const pool = openPool(database.url, 4);
    pool.on("error", () => {});
    const agent = await makeAgent();
    const open = claim(pool, agent.id, { wait_seconds: 20 }).then(
      () => "answered",
      () => "failed",
    );
    await untilPolling(agent.id);
    const broken = pool.query.bind(pool);
    pool.query = (() => Promise.reject(new Error("the database is away"))) as never;
    expect(await open).toBe("failed");
    pool.query = broken;
    const job = await makeJob();
    expect((await claim(pool, agent.id, { wait_seconds: 5 })).jobs.map(({ id }) => id)).toEqual([job.id]);
    await pool.end();
  });
});

describe("a claim whose caller hangs up", () => {
  it("while its poll is begun is not preferred for jobs any more", async () => {
    const agent = await createAgent(database.pool);
    const holder = await database.pool.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT FROM agent_heartbeats WHERE agent_id = $1 FOR UPDATE", [agent.id]);
    const caller = new AbortController();
    const polling = claim(database.pool, agent.id, { wait_seconds: 40 }, caller.signal);
    const blocked =
      "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    await expect.poll(async () => (await database.pool.query(blocked)).rowCount).toBe(1);
    caller.abort();
    await polling;
    await holder.query("ROLLBACK");
    holder.release();
    const preferred = async () => {
      const { rows } = await database.pool.query<{ seconds: number | null }>(
        `SELECT extract(epoch FROM polling_until - clock_timestamp())::float8 AS seconds
           FROM agent_heartbeats WHERE agent_id = $1 AND last_seen_at > clock_timestamp() - interval '5 s'`,
        [agent.id],
      );
      return rows[0]?.seconds ?? Number.POSITIVE_INFINITY;
    };
    await expect.poll(preferred).toBeLessThan(1);
  });

  it("before a job is there gets none: the next agent does", async () => {
    const [gone, next] = [await makeAgent(), await makeAgent()];
    const hangUp = new AbortController();
    const open = claim(database.pool, gone.id, { wait_seconds: 20 }, hangUp.signal);
    await untilPolling(gone.id);
    hangUp.abort();
    const job = await makeJob();
    expect((await open).jobs).toEqual([]);
    expect((await claim(database.pool, next.id, { wait_seconds: 5 })).jobs.map(({ id }) => id)).toEqual([
      job.id,
    ]);
    expect(await leases(gone.id)).toBe(0);
  });

  it("at any moment leaves the job in the queue, or its request id brings it back", async () => {
    const agent = await makeAgent();
    for (let i = 0; i < 60; i++) {
      const body = { wait_seconds: 20, request_id: `claim-${i}` };
      const hangUp = new AbortController();
      const open = claim(database.pool, agent.id, body, hangUp.signal);
      await untilPolling(agent.id);
      const { job } = await submitJob(tenantContext(database.pool, tenantId), {
        body: scanBody(),
        idempotencyKey: null,
      });
      // Let the round get a little further each time before the line goes dead.
      for (let step = 0; step < i; step++) await database.pool.query("SELECT 1");
      hangUp.abort();
      await open;
      const again = await claim(database.pool, agent.id, { ...body, wait_seconds: 5 });
      expect(again.jobs).toMatchObject([{ id: job.id, attempt: 1 }]);
      await report(database.pool, agent.id, { id: job.id, attempt: 1 }, "succeeded");
    }
  });
});

describe("a claim repeated by its request id", () => {
  it("gets the same jobs and the same tokens, with one effect", async () => {
    const agent = await makeAgent({ maxConcurrentJobs: 4 });
    for (let i = 0; i < 4; i++) await makeJob();
    const body = { max_jobs: 2, request_id: "again" };
    const first = await claim(database.pool, agent.id, body);
    expect(first.jobs).toHaveLength(2);
    expect(await claim(database.pool, agent.id, body)).toEqual(first);
    expect(await claim(elsewhere, agent.id, body)).toEqual(first);
    expect(await leases(agent.id)).toBe(2);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        claim(database.pool, agent.id, { max_jobs: 2, request_id: "at-once", wait_seconds: 1 }),
      ),
    );
    expect(new Set(answers.flatMap((answer) => answer.jobs.map((job) => job.id))).size).toBe(2);
    expect(await leases(agent.id)).toBe(4);
  });

  it("while the first still waits takes over its place, here and in another process", async () => {
    const agent = await makeAgent();
    for (const pool of [database.pool, elsewhere]) {
      const body = { wait_seconds: 20, request_id: `over-${pool === elsewhere}` };
      const first = claim(database.pool, agent.id, body);
      await untilPolling(agent.id);
      const second = claim(pool, agent.id, body);
      if (pool !== elsewhere) expect((await first).jobs).toEqual([]);
      const job = await makeJob();
      const answers = await Promise.all([first, second]);
      // Whichever process was first, the other repeats its answer: the agent hears of the job on the line that is left.
      expect(answers[1].jobs.map(({ id }) => id)).toEqual([job.id]);
      expect(await leases(agent.id)).toBe(1);
      await report(database.pool, agent.id, { id: job.id, attempt: 1 }, "succeeded");
    }
  });

  it("of another agent means nothing, and a job that moved on to another agent is not handed out again", async () => {
    const [one, other] = [await makeAgent(), await makeAgent()];
    const job = await makeJob();
    const body = { request_id: "mine" };
    expect((await claim(database.pool, one.id, body)).jobs).toHaveLength(1);
    expect((await claim(database.pool, other.id, body)).jobs).toEqual([]);
    await database.pool.query("UPDATE agent_heartbeats SET last_seen_at = now(), beat_at = now()");
    await database.pool.query(
      "UPDATE job_leases SET lease_expires_at = now() - interval '1 second' WHERE job_id = $1",
      [job.id],
    );
    await runMaintenance(agentContext(database.pool, one.id));
    const [replayed, fresh] = await Promise.all([
      claim(database.pool, one.id, body),
      claim(database.pool, other.id, { request_id: "fresh", wait_seconds: 5 }),
    ]);
    expect(replayed.jobs).toEqual([]);
    expect(fresh.jobs).toMatchObject([{ id: job.id, attempt: 2 }]);
    await cancelJob(tenantContext(database.pool, tenantId), { id: job.id });
  });
});

describe("many waiting claims", () => {
  it("of 40 agents for 40 jobs are all served, although each round may be contended", async () => {
    const agents = await Promise.all(Array.from({ length: 40 }, () => makeAgent()));
    const open = agents.map((agent, i) =>
      claim(i % 2 ? elsewhere : database.pool, agent.id, { wait_seconds: 20, request_id: `r${i}` }),
    );
    for (const agent of agents) await untilPolling(agent.id);
    await Promise.all(Array.from({ length: 40 }, () => makeJob()));
    const answers = await Promise.all(open);
    expect(answers.map((answer) => answer.jobs.length)).toEqual(Array.from({ length: 40 }, () => 1));
    expect(new Set(answers.flatMap((answer) => answer.jobs.map((job) => job.id))).size).toBe(40);
  });
});
