import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { openPool } from "@/lib/db/pool";
import type { Tier } from "@/lib/domain/tier/tier";
import { wakeHere } from "@/lib/live/wake-hub";
import { log } from "@/lib/log";
import { ClaimDispatcher } from "@/lib/services/agent-protocol/claim-dispatcher";
import { type AgentOptions, createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

/** Nothing in these tests may happen because time has passed. */
const FLOOR_MS = 600_000;
const WAIT_MS = 60_000;

let database: TestDatabase;
let enterprise: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.pool.query("TRUNCATE jobs, queue_lanes, agents CASCADE");
  enterprise = (await createTenant(database.pool, { plan: "enterprise" })).id;
});
afterAll(() => database.drop());

/** The dispatcher of a process of its own that looks at nothing unless woken. */
function newProcess() {
  const pool = openPool(database.url, 4);
  pool.on("error", () => {});
  const dispatcher = new ClaimDispatcher(pool, true, FLOOR_MS);
  const looks = { count: 0 };
  pool.on("acquire", () => (looks.count += 1));
  const gone = new AbortController();
  const polls: Promise<unknown>[] = [];
  onTestFinished(async () => {
    gone.abort();
    await Promise.all(polls);
    await pool.end();
  });
  return {
    looks,
    /** Opens a poll; answers, once it waits and nobody looks any more, how to await its jobs, and how to end it. */
    async poll(options: AgentOptions) {
      const agent = await createAgent(database.pool, options);
      const claim = { agentId: agent.id, maxJobs: 1, requestId: null };
      const left = new AbortController();
      const answered = dispatcher.wait(claim, WAIT_MS, AbortSignal.any([gone.signal, left.signal]));
      polls.push(answered);
      await expect.poll(() => isMarked(agent.id), { interval: 5 }).toBe(true);
      let before = -1;
      while (looks.count !== before || pool.idleCount !== pool.totalCount) {
        before = looks.count;
        await settled();
      }
      return {
        jobs: async () => (await answered).jobs.map(({ id }) => id),
        hangUp: () => left.abort(),
      };
    },
  };
}

/** Its poll has been admitted. */
async function isMarked(agentId: string): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    "SELECT FROM agent_heartbeats WHERE agent_id = $1 AND polling_until > now()",
    [agentId],
  );
  return rowCount === 1;
}

/** May run on any tier. */
const newJob = (options: JobOptions = {}) =>
  createJob(database.pool, enterprise, { tierMax: "premium", ...options });

/** Longer than a woken dispatcher takes to ask its first question: it does so before the next turn but one. */
async function settled(): Promise<void> {
  for (let question = 0; question < 20; question++) await database.pool.query("SELECT 1");
}

describe("a process in which agents wait", () => {
  it("looks at the queue for news of their tiers, and not for those of others", async () => {
    const premium = newProcess();
    const poll = await premium.poll({ tier: "premium" });
    const job = await newJob();
    const before = premium.looks.count;
    for (const tier of ["shared", "dedicated", "own"] as const) wakeHere(`queue:${tier}`);
    await settled();
    expect(premium.looks.count).toBe(before);
    wakeHere("queue:premium");
    expect(await poll.jobs()).toEqual([job.id]);
  });

  it("looks for any of its agents' tiers, and for news that concern all", async () => {
    const mixed = newProcess();
    const agents = new Map<Tier, Awaited<ReturnType<typeof mixed.poll>>>();
    for (const tier of ["shared", "dedicated"] as const) agents.set(tier, await mixed.poll({ tier }));
    const first = await newJob();
    wakeHere("queue:shared");
    expect(await agents.get("dedicated")?.jobs()).toEqual([first.id]);
    const second = await newJob();
    wakeHere("queue");
    expect(await agents.get("shared")?.jobs()).toEqual([second.id]);
  });

  it("leaves a job to the better agent of another process, which gets it as soon as that one is woken", async () => {
    const [here, there] = [newProcess(), newProcess()];
    const shared = await here.poll({ tier: "shared" });
    const premium = await there.poll({ tier: "premium" });
    const [first, second] = [await newJob(), await newJob()];
    wakeHere("queue:shared");
    expect(await shared.jobs()).toEqual([second.id]);
    wakeHere("queue:premium");
    expect(await premium.jobs()).toEqual([first.id]);
  });

  it("gives back to the others what they had left to an agent that has got something else meanwhile", async () => {
    const [here, there] = [newProcess(), newProcess()];
    const shared = await here.poll({ tier: "shared" });
    const premium = await there.poll({ tier: "premium" });
    const left = await newJob();
    const before = here.looks.count;
    wakeHere("queue:shared");
    await expect.poll(() => here.looks.count, { interval: 1 }).toBeGreaterThan(before);
    await settled();
    const urgent = await newJob({ priority: 5 });
    wakeHere("queue:premium");
    expect(await premium.jobs()).toEqual([urgent.id]);
    expect(await shared.jobs()).toEqual([left.id]);
  });
});

it("that nothing can be noted of agents that wait is told in the log, and they wait on", async () => {
  const warn = vi.spyOn(log, "warn");
  /** Processes of other tests may still be ending theirs. */
  const warned = () =>
    warn.mock.calls.filter(([fields]) => (fields as { reason?: string }).reason === "refused");
  const shared = newProcess();
  const poll = await shared.poll({ tier: "shared" });
  const leaving = await shared.poll({ tier: "shared" });
  await database.pool.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
     CREATE TRIGGER refuse BEFORE UPDATE ON agent_heartbeats FOR EACH STATEMENT EXECUTE FUNCTION refuse()`,
  );
  const later = performance.now() + 10_000;
  const now = vi.spyOn(performance, "now").mockImplementation(() => later);
  onTestFinished(async () => {
    now.mockRestore();
    warn.mockRestore();
    await database.pool.query("DROP FUNCTION refuse CASCADE");
  });
  leaving.hangUp();
  wakeHere("queue:shared");
  await expect.poll(warned).toHaveLength(2);
  expect(warned()).toEqual([
    [{ reason: "refused", times: 1 }, "the ends of polls could not be noted; their marks run out"],
    [{ reason: "refused", times: 1 }, "agents that wait here could not be noted as alive"],
  ]);
  const job = await newJob();
  wakeHere("queue:shared");
  expect(await poll.jobs()).toEqual([job.id]);
});
