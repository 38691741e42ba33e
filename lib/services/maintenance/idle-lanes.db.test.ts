import { afterEach, beforeEach, expect, it } from "vitest";
import { listClocksAcrossTenants } from "@/lib/db/queue/list-clocks";
import { removeIdleLanesAcrossTenants } from "@/lib/db/queue/remove-idle-lanes";
import { transaction } from "@/lib/db/transaction";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { placeTenants } from "@/lib/testing/place-tenants";
import { agentContext, claim, report } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const WORDS = ["a", "b", "c", "d", "e"];
const SUBSETS = Array.from({ length: 2 ** WORDS.length }, (_, set) =>
  WORDS.filter((_, n) => (set & (1 << n)) > 0),
);

let database: TestDatabase;
let tenantId: string;
let agentId: string;

beforeEach(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
  agentId = (await createAgent(database.pool, { capabilities: WORDS, maxConcurrentJobs: 50 })).id;
});
afterEach(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.drop();
});

async function rowsIn(table: string): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return rows[0]?.n ?? 0;
}

const lanes = async () => [
  await rowsIn("queue_lanes"),
  await rowsIn("lane_clocks"),
  await rowsIn("tenant_shares"),
];

async function claimJobs() {
  return (await claim(database.pool, agentId, { max_jobs: 50 })).jobs;
}

async function finish(jobs: Awaited<ReturnType<typeof claimJobs>>): Promise<void> {
  for (const job of jobs) {
    await report(database.pool, agentId, job, "running");
    await report(database.pool, agentId, job, "succeeded");
  }
}

/** A job of each kind that the agent can run, all of them served. */
async function serveEachKind(): Promise<void> {
  for (const capabilities of SUBSETS) await createJob(database.pool, tenantId, { capabilities });
  const jobs = await claimJobs();
  expect(jobs).toHaveLength(SUBSETS.length);
  await finish(jobs);
}

/** The next claim that has something to give settles what has ended. */
async function settle(): Promise<void> {
  await createJob(database.pool, tenantId);
  await finish(await claimJobs());
  await createJob(database.pool, tenantId);
  await claimJobs();
}

/** As if nothing had happened for so long. */
const age = (minutes: number) =>
  database.pool.query("UPDATE lane_clocks SET moved_at = moved_at - make_interval(mins => $1)", [minutes]);

async function maintain(): Promise<void> {
  for (let run = 0; run < 3; run++) {
    const { duties } = await runMaintenance(agentContext(database.pool, "none"));
    expect(duties.filter(({ error }) => error !== null)).toEqual([]);
  }
}

it("lanes that nothing has moved for an hour are forgotten, with what was owed in them", async () => {
  await serveEachKind();
  await settle();
  await age(55);
  await maintain();
  expect(await lanes()).toEqual([SUBSETS.length, SUBSETS.length, SUBSETS.length]);
  await age(10);
  await maintain();
  // The one in which a job runs.
  expect(await lanes()).toEqual([1, 1, 1]);
});

it("a lane is kept while somebody waits in it, a job of it runs, or what ended is not settled", async () => {
  await createJob(database.pool, tenantId, { capabilities: ["a"] });
  const [ended] = await claimJobs();
  await createJob(database.pool, tenantId, { capabilities: ["b"] });
  const [running] = await claimJobs();
  if (!ended || !running) throw new Error("the jobs were not given out");
  await createJob(database.pool, tenantId, { capabilities: ["c"] });
  await finish([ended]);
  await age(600);
  await maintain();
  expect(await rowsIn("queue_lanes")).toBe(3);
  await finish([running]);
  await finish(await claimJobs());
  await age(600);
  await maintain();
  // Of the last one it is not settled yet.
  expect(await rowsIn("queue_lanes")).toBe(1);
});

it("whoever comes back into a lane that was forgotten is served as before", async () => {
  await serveEachKind();
  await settle();
  await age(600);
  await maintain();
  await serveEachKind();
  expect(await rowsIn("queue_lanes")).toBe(SUBSETS.length);
});

it("a lane that a submit is about to use is left alone, and nobody waits for it", async () => {
  await createJob(database.pool, tenantId, { capabilities: ["nobody-has-this"] });
  await database.pool.query("DELETE FROM jobs; DELETE FROM tenant_lanes");
  const { rows } = await database.pool.query<{ id: string }>("SELECT id::text FROM queue_lanes");
  const remove = () =>
    transaction(database.pool, (tx) =>
      removeIdleLanesAcrossTenants(
        tx,
        rows.map(({ id }) => id),
      ),
    );
  const submitting = await database.pool.connect();
  try {
    await submitting.query("BEGIN");
    await createJob(submitting, tenantId, { capabilities: ["nobody-has-this"] });
    await remove();
    await submitting.query("COMMIT");
    await remove();
    expect(await rowsIn("queue_lanes")).toBe(1);
  } finally {
    submitting.release(true);
  }
});

it("a round looks at the clocks of lanes in which somebody waits or is to be settled, and at no others", async () => {
  await serveEachKind();
  await settle();
  await createJob(database.pool, tenantId, { capabilities: ["b", "d"] });
  await placeTenants(database.pool);
  const waiting = await listClocksAcrossTenants(database.pool, []);
  expect(waiting.map(({ capabilities, firstKey }) => [capabilities, firstKey !== null])).toEqual([
    [["b", "d"], true],
  ]);
  const { rows } = await database.pool.query<{ id: string }>(
    "SELECT id::text FROM queue_lanes WHERE capabilities = '{e}'",
  );
  const settling = await listClocksAcrossTenants(
    database.pool,
    rows.map(({ id }) => id),
  );
  expect(settling.map(({ capabilities }) => capabilities).sort()).toEqual([["b", "d"], ["e"]]);
});

it("whoever comes into a lane that was idle starts where it was left, and it earns when nobody waits there any more", async () => {
  await serveEachKind();
  await settle();
  await database.pool.query("UPDATE lane_clocks SET virtual_time = 500, earned_time = 400");
  const { id: newcomer } = await createTenant(database.pool, { plan: "enterprise" });
  const capabilities = ["b", "d"];
  const lane = async () => {
    const { rows } = await database.pool.query<{ pass: number; time: number; earned: number }>(
      `SELECT s.pass, c.virtual_time AS time, c.earned_time AS earned
         FROM queue_lanes l JOIN lane_clocks c ON c.lane_id = l.id
         JOIN tenant_shares s ON s.lane_id = l.id AND s.tenant_id = $1 WHERE l.capabilities = $2`,
      [newcomer, capabilities],
    );
    return rows[0] ?? { pass: 0, time: 0, earned: 0 };
  };
  await createJob(database.pool, newcomer, { capabilities });
  await placeTenants(database.pool);
  expect(await lane()).toEqual({ pass: 400, time: 500, earned: 400 });
  const jobs = await claimJobs();
  const { time, earned } = await lane();
  expect(time).toBeGreaterThan(500);
  await finish(jobs);
  await createJob(database.pool, newcomer, { capabilities: ["e"] });
  await claimJobs();
  expect(await lane()).toMatchObject({ time });
  expect((await lane()).earned).toBeGreaterThan(earned);
});
