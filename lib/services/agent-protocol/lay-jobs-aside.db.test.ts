import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { log } from "@/lib/log";
import { getQueueFaults } from "@/lib/services/queue-repair/get-queue-faults";
import { repairQueue } from "@/lib/services/queue-repair/repair-queue";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim, report } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let told: unknown[][];

beforeEach(async () => {
  database = await createTestDatabase();
  told = [];
  vi.spyOn(log, "error").mockImplementation((...said: unknown[]) => void told.push(said));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await database.drop();
});

const sql = async (text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows;

/** What a hand in the tables, or a bug, may leave behind of a job that waits. */
const LEASE = `INSERT INTO job_leases (job_id, tenant_id, attempt, agent_id, tier, assigned_at, lease_expires_at)
               SELECT id, tenant_id, attempt, $2, 'shared', now(), now() + interval '1 hour' FROM jobs WHERE id = $1`;
const OPEN = `INSERT INTO attempts (job_id, attempt, tenant_id, agent_id, agent_name, tier, assigned_at)
              SELECT id, attempt, tenant_id, $2, 'x', 'shared', now() - interval '1 min' FROM jobs WHERE id = $1`;
const ENDED = `INSERT INTO attempts (job_id, attempt, tenant_id, agent_id, agent_name, tier, assigned_at, finished_at, outcome)
               SELECT id, attempt, tenant_id, $2, 'x', 'shared', now() - interval '1 min', now(), 'failed' FROM jobs WHERE id = $1`;
const FAULTS: [string, string[]][] = [
  ["a lease", [LEASE]],
  ["an attempt of its number", [OPEN]],
  ["an attempt of its number that has ended", [ENDED]],
  ["both", [LEASE, OPEN]],
];

/** A job that waits and cannot be given away, first in its tenant's line. */
async function createFaulty(
  tenantId: string,
  faults: readonly string[],
  options: JobOptions = {},
): Promise<string> {
  const gone = await createAgent(database.pool, { health: "offline" });
  const { id } = await createJob(database.pool, tenantId, { queuedSecondsAgo: 600, ...options });
  for (const fault of faults) await sql(fault, [id, gone.id]);
  return id;
}

const claimed = async (agentId: string, jobs = 5) =>
  (await claim(database.pool, agentId, { max_jobs: jobs })).jobs.map(({ id }) => id).sort();
const repaired = async () => {
  const { checks } = await repairQueue(adminContext(database.pool), { dry_run: false });
  expect(checks.filter(({ error }) => error !== null)).toEqual([]);
};
const faults = async () =>
  (await getQueueFaults(adminContext(database.pool))).checks
    .filter(({ found }) => found > 0)
    .flatMap(({ name, samples }) => samples.map(({ subject }) => `${name} ${subject}`));

it.each(FAULTS)(
  "a waiting job with %s holds up no claim, neither its tenant's nor another's",
  async (_, made) => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 5 });
    const [own, other] = [await createTenant(database.pool), await createTenant(database.pool)];
    const faulty = await createFaulty(own.id, made);
    const good = [await createJob(database.pool, own.id), await createJob(database.pool, other.id)];
    expect(await claimed(agent.id)).toEqual(good.map(({ id }) => id).sort());
    expect(await sql("SELECT FROM queue_items")).toEqual([]);
    expect(await sql("SELECT status FROM jobs WHERE id = $1", [faulty])).toEqual([{ status: "queued" }]);
    expect(told).toEqual([
      [expect.objectContaining({ jobs: 1, samples: [faulty] }), expect.stringMatching(/\/queue\/repair/)],
    ]);
    expect(
      await sql("SELECT tenant_id, actor_type, target_id FROM audit_log WHERE action = 'job.laid_aside'"),
    ).toEqual([{ tenant_id: own.id, actor_type: "system", target_id: faulty }]);
  },
);

it.each(FAULTS)("what was laid aside for %s is found by the repair, and runs after it", async (_, made) => {
  const agent = await createAgent(database.pool, { maxConcurrentJobs: 5 });
  const { id: tenantId } = await createTenant(database.pool);
  const faulty = await createFaulty(tenantId, made);
  expect(await claimed(agent.id)).toEqual([]);
  expect(await faults()).toContain(`queued_job_without_item ${faulty}`);
  await repaired();
  expect(await faults()).toEqual([]);
  expect(await findQueueFaults(database.pool)).toEqual([]);
  expect(await claim(database.pool, agent.id)).toMatchObject({ jobs: [{ id: faulty, attempt: 2 }] });
  await report(database.pool, agent.id, { id: faulty, attempt: 2 }, "succeeded");
  expect(await sql("SELECT attempt, outcome, reason FROM attempts ORDER BY attempt")).toEqual([
    { attempt: 1, outcome: "lost", reason: "repaired" },
    { attempt: 2, outcome: "succeeded", reason: null },
  ]);
  expect(await findQueueFaults(database.pool)).toEqual([]);
});

it.each(FAULTS.filter(([, made]) => made.includes(LEASE)))(
  "a waiting job with %s that no claim has met yet runs after a repair, too",
  async (_, made) => {
    const { id: tenantId } = await createTenant(database.pool);
    const faulty = await createFaulty(tenantId, made);
    expect(await faults()).toContain(`lease_of_job_not_live ${faulty}`);
    await repaired();
    expect(await faults()).toEqual([]);
    const agent = await createAgent(database.pool);
    expect(await claim(database.pool, agent.id)).toMatchObject({ jobs: [{ id: faulty, attempt: 2 }] });
    expect(told).toEqual([]);
    expect(await findQueueFaults(database.pool)).toEqual([]);
  },
);

it("one whose attempts are used up fails when it is repaired", async () => {
  const agent = await createAgent(database.pool);
  const { id: tenantId } = await createTenant(database.pool);
  await createFaulty(tenantId, [ENDED], { maxAttempts: 1 });
  expect(await claimed(agent.id)).toEqual([]);
  await repaired();
  expect(await sql("SELECT status, failure_reason FROM jobs")).toEqual([
    { status: "failed", failure_reason: "agent_lost" },
  ]);
  expect(await faults()).toEqual([]);
  expect(await findQueueFaults(database.pool)).toEqual([]);
});

it("a tenant with many of them is laid aside at once, and each of many tenants in the same claim", async () => {
  const agent = await createAgent(database.pool);
  const faulty: string[] = [];
  const { id: first } = await createTenant(database.pool);
  for (let made = 0; made < 15; made++) faulty.push(await createFaulty(first, [ENDED]));
  for (let made = 0; made < 4; made++) {
    const { id: tenantId } = await createTenant(database.pool);
    faulty.push(await createFaulty(tenantId, [LEASE]));
  }
  const { id: last } = await createTenant(database.pool);
  const good = await createJob(database.pool, last);
  // One slot: every round meets one of them.
  expect(await claimed(agent.id, 1)).toEqual([good.id]);
  expect(await sql("SELECT FROM queue_items")).toEqual([]);
  expect((await faults()).filter((fault) => fault.startsWith("queued_job_without_item"))).toHaveLength(10);
  expect(await sql("SELECT count(*)::int AS jobs FROM audit_log WHERE action = 'job.laid_aside'")).toEqual([
    { jobs: faulty.length },
  ]);
});

it("what was not there is not taken for one that was: another broken rule still fails the claim", async () => {
  const agent = await createAgent(database.pool);
  const { id: tenantId } = await createTenant(database.pool);
  const { id } = await createJob(database.pool, tenantId);
  await sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               RAISE unique_violation USING CONSTRAINT = 'attempts_pkey'; END $$`);
  await sql("CREATE TRIGGER refuse BEFORE INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION refuse()");
  await expect(claimed(agent.id)).rejects.toMatchObject({ constraint: "attempts_pkey" });
  expect(await sql("SELECT job_id FROM queue_items")).toEqual([{ job_id: id }]);
  expect(told).toEqual([]);
  await sql("DROP TRIGGER refuse ON attempts");
  expect(await claimed(agent.id)).toEqual([id]);
});
