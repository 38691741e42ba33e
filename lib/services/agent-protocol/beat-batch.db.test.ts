import { afterAll, beforeAll, expect, it } from "vitest";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { takeBeat } from "@/lib/services/agent-protocol/beat-batch";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { countDeadlocks } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
});

afterAll(async () => {
  expect(await countDeadlocks(database.pool)).toBe(0);
  await database.drop();
});

const idle = { current_jobs: 0 };

it("of a whole fleet cost one transaction when they come together, each with its own figures", async () => {
  const fleet = await Promise.all(
    Array.from({ length: 50 }, () => createAgent(database.pool, { maxConcurrentJobs: 10 })),
  );
  await Promise.all(
    fleet.map((agent, n) =>
      takeBeat(database.pool, { agentId: agent.id, body: { current_jobs: 1, cpu_percent: n } }),
    ),
  );
  const { rows } = await database.pool.query<{ agent_id: string; xmin: string; cpu_percent: number }>(
    "SELECT agent_id, xmin::text, cpu_percent FROM agent_heartbeats WHERE agent_id = ANY ($1::uuid[])",
    [fleet.map((agent) => agent.id)],
  );
  expect(new Set(rows.map((row) => row.xmin)).size).toBe(1);
  const cpuOf = new Map(rows.map((row) => [row.agent_id, row.cpu_percent]));
  expect(fleet.map((agent) => cpuOf.get(agent.id))).toEqual(fleet.map((_, n) => n));
});

it.each([1e-46, 7e-46, 5e-324, 1 / 3, 99.999_999_999])(
  "that say %d of their machines are taken",
  async (figure) => {
    const agent = await createAgent(database.pool);
    const figures = {
      ...{ cpu_percent: figure, memory_percent: figure, disk_read_mbps: figure },
      ...{ disk_write_mbps: figure, network_rx_mbps: figure, network_tx_mbps: figure },
    };
    await takeBeat(database.pool, { agentId: agent.id, body: { ...idle, ...figures } });
    const { rows } = await database.pool.query<Record<string, number>>(
      `SELECT cpu_percent, memory_percent, disk_read_mbps, disk_write_mbps, network_rx_mbps, network_tx_mbps
       FROM agent_heartbeats WHERE agent_id = $1`,
      [agent.id],
    );
    expect(Object.values(rows[0] ?? {})).toEqual(Array(6).fill(expect.closeTo(figure, 3)));
  },
);

it("that come together renew each its own agent's leases, by name or all of them", async () => {
  const [naming, silent] = await Promise.all([
    createAgent(database.pool, { maxConcurrentJobs: 9 }),
    createAgent(database.pool, { maxConcurrentJobs: 9 }),
  ]);
  const jobOf = async (agent: typeof naming) =>
    await createJob(database.pool, tenantId, { status: "running", agent, leaseSeconds: 5 });
  const [named, unnamed, all] = [await jobOf(naming), await jobOf(naming), await jobOf(silent)];
  const refs = (...jobs: { id: string }[]) => jobs.map((job) => ({ job_id: job.id, attempt: 1 }));
  const answers = await Promise.all([
    takeBeat(database.pool, { agentId: naming.id, body: { current_jobs: 2, running: refs(named, all) } }),
    takeBeat(database.pool, { agentId: silent.id, body: { current_jobs: 1 } }),
    // A second one of the same agent in the same batch: it names what the first does not.
    takeBeat(database.pool, { agentId: naming.id, body: { current_jobs: 2, running: refs(unnamed, named) } }),
    takeBeat(database.pool, { agentId: naming.id, body: { current_jobs: 2, running: [] } }),
  ]);
  const renewed = answers.map((answer) => answer.leases.map((lease) => lease.jobId).sort());
  expect(renewed).toEqual([[named.id], [all.id], [named.id, unnamed.id].sort(), []]);
});

it("of a deleted agent is refused and does not touch its neighbours", async () => {
  const [gone, there] = await Promise.all([createAgent(database.pool), createAgent(database.pool)]);
  const job = await createJob(database.pool, tenantId, { status: "running", agent: gone, leaseSeconds: 5 });
  await database.pool.query("UPDATE agents SET deleted_at = now() WHERE id = $1", [gone.id]);
  const [refused, taken] = await Promise.allSettled(
    [gone, there].map((agent) => takeBeat(database.pool, { agentId: agent.id, body: idle })),
  );
  expect(refused).toMatchObject({ status: "rejected", reason: { code: "unauthenticated" } });
  expect(taken).toMatchObject({ status: "fulfilled", value: { status: "active" } });
  const { rows } = await database.pool.query(
    "SELECT 1 FROM job_leases WHERE job_id = $1 AND lease_expires_at > now() + interval '10 seconds'",
    [job.id],
  );
  expect(rows).toEqual([]);
});

it("of agents that come back or change are told once each, to whom they belong", async () => {
  const own = await createAgent(database.pool, { tenantId, health: "offline" });
  const changed = await createAgent(database.pool);
  const both = await createAgent(database.pool, { health: "offline" });
  const same = await createAgent(database.pool);
  const tools = [{ name: "nmap", version: "7.95" }];
  const beats = [
    { agentId: own.id, body: idle },
    { agentId: changed.id, body: { ...idle, tools, version: "2.0.0" } },
    // Without a version it keeps the one that the earlier beat of the batch told.
    { agentId: changed.id, body: { ...idle, tools } },
    { agentId: both.id, body: { ...idle, tools } },
    { agentId: same.id, body: idle },
  ];
  await Promise.all(beats.map((beat) => takeBeat(database.pool, beat)));
  await Promise.all(beats.map((beat) => takeBeat(database.pool, beat)));
  const { rows } = await database.pool.query(
    "SELECT subject_id, type, tenant_id FROM events WHERE subject_id = ANY ($1::uuid[]) ORDER BY type DESC, subject_id",
    [[own, changed, both, same].map((agent) => agent.id)],
  );
  const online = [
    { subject_id: own.id, type: "agent.online", tenant_id: tenantId },
    { subject_id: both.id, type: "agent.online", tenant_id: SYSTEM_TENANT_ID },
  ].sort((a, b) => (a.subject_id < b.subject_id ? -1 : 1));
  expect(rows).toEqual([
    { subject_id: changed.id, type: "agent.updated", tenant_id: SYSTEM_TENANT_ID },
    ...online,
  ]);
  const { rows: agents } = await database.pool.query("SELECT tool_names, version FROM agents WHERE id = $1", [
    changed.id,
  ]);
  expect(agents).toEqual([{ tool_names: ["nmap"], version: "2.0.0" }]);
});
