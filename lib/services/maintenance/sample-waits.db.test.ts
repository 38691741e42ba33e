import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pruneWaitsAcrossTenants } from "@/lib/db/queue/prune-waits";
import { sampleWaitsAcrossTenants } from "@/lib/db/queue/sample-waits";
import { cancelJob } from "@/lib/services/jobs/cancel-job";
import { loadForecast, queueForecast } from "@/lib/services/jobs/queue-snapshot";
import { DUTIES } from "@/lib/services/maintenance/duties";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { placeTenants } from "@/lib/testing/place-tenants";
import { claim, tenantContext } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;

beforeEach(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "free" })).id;
});
afterEach(async () => await database.drop());

async function sample({ isPlaced = true } = {}): Promise<number> {
  const { pool } = database;
  if (isPlaced) await placeTenants(pool);
  return await sampleWaitsAcrossTenants(pool, (await loadForecast(pool, true)).laneCauses(), 100);
}
const make = (options: JobOptions = {}) => createJob(database.pool, tenantId, options);
async function causes(): Promise<string[]> {
  const { rows } = await database.pool.query<{ cause: string }>(
    "SELECT cause FROM lane_waits ORDER BY since",
  );
  return rows.map((row) => row.cause);
}
/** What was sampled, as so many seconds ago. */
async function sampled(...spells: [cause: string, secondsAgo: number][]): Promise<void> {
  for (const [cause, secondsAgo] of spells)
    await database.pool.query(
      `INSERT INTO lane_waits (tenant_id, lane_id, since, cause)
       SELECT tenant_id, lane_id, now() - make_interval(secs => $2), $1 FROM tenant_lanes`,
      [cause, secondsAgo],
    );
}
/** Seconds by cause. */
async function waitedOf(jobId: string): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ waited: Record<string, number> }>(
    "SELECT waited FROM jobs WHERE id = $1",
    [jobId],
  );
  return Object.fromEntries(
    Object.entries(rows[0]?.waited ?? {}).map(([cause, ms]) => [cause, Math.round(ms / 1000)]),
  );
}

describe("a sample of why tenants wait", () => {
  it("is written when the cause changes, and only then", async () => {
    await make();
    expect(await sample()).toBe(1);
    expect(await sample()).toBe(0);
    const agent = await createAgent(database.pool, { health: "offline" });
    await sample();
    await database.pool.query("UPDATE agent_heartbeats SET last_seen_at = now(), beat_at = now()");
    await sample();
    await createJob(database.pool, (await createTenant(database.pool)).id, { status: "running", agent });
    await sample();
    await database.pool.query("UPDATE tenant_lanes SET is_at_limit = true");
    await sample();
    expect(await causes()).toEqual([
      "no_matching_agent",
      "agents_offline",
      "next",
      "tier_saturated",
      "tenant_concurrency",
    ]);
  });

  it("is the pause of the tiers that could serve, also of a tenant at its limit", async () => {
    await make();
    await createAgent(database.pool);
    await sample();
    await database.pool.query(
      "INSERT INTO tier_pauses (tier, note, paused_at, paused_by) VALUES ('shared', 'x', now(), 'y')",
    );
    await sample();
    await database.pool.query("UPDATE tenant_lanes SET is_at_limit = true");
    await sample();
    await database.pool.query("DELETE FROM tier_pauses");
    await sample();
    expect(await causes()).toEqual(["next", "paused", "tenant_concurrency"]);
  });

  it("counts those that no claim has placed yet, as no agent has asked", async () => {
    const agent = await createAgent(database.pool, { health: "offline" });
    await make();
    await sample({ isPlaced: false });
    await database.pool.query("UPDATE agent_heartbeats SET last_seen_at = now(), beat_at = now()");
    await make({ status: "running", agent });
    await sample({ isPlaced: false });
    expect(await causes()).toEqual(["agents_offline", "tenant_concurrency"]);
  });

  it("comes to each of those in the end, however few of them a sample looks at", async () => {
    const { pool } = database;
    for (const tool of ["sslscan", "nmap", "http-headers"]) await make({ tool });
    await sample({ isPlaced: false });
    await createAgent(pool, { health: "offline", tools: ["nmap"] });
    const laneCauses = (await loadForecast(pool, true)).laneCauses();
    for (let looks = 0; looks < 100; looks++) await sampleWaitsAcrossTenants(pool, laneCauses, 1);
    expect((await causes()).slice(3)).toEqual(["agents_offline"]);
  });

  it("for own agents alone looks at these and at no limit of the plan", async () => {
    await make({ selectionMode: "tenant_only" });
    await createAgent(database.pool);
    await sample();
    await createAgent(database.pool, { tenantId, health: "offline" });
    await sample();
    await createAgent(database.pool, { tenantId });
    await database.pool.query("UPDATE tenant_lanes SET is_at_limit = true");
    await sample();
    expect(await causes()).toEqual(["no_matching_agent", "agents_offline", "tier_saturated"]);
  });

  it("of a tenant without a plan says that no agent is for it", async () => {
    tenantId = (await createTenant(database.pool, { plan: null })).id;
    await createAgent(database.pool);
    await make();
    await sample({ isPlaced: false });
    await sample();
    expect(await causes()).toEqual(["no_matching_agent"]);
  });

  it("says nothing of a lane that the forecast does not know, and keeps its number for those that it knows", async () => {
    const { pool } = database;
    await createAgent(pool, { capabilities: ["new"] });
    await make();
    const old = (await loadForecast(pool, true)).laneCauses();
    await pool.query("DELETE FROM queue_items");
    await pool.query("DELETE FROM tenant_lanes");
    await make({ capabilities: ["new"] });
    await make();
    expect(await sampleWaitsAcrossTenants(pool, old, 1)).toBe(1);
    expect(await sampleWaitsAcrossTenants(pool, old, 1)).toBe(0);
    await placeTenants(pool);
    expect(await sampleWaitsAcrossTenants(pool, old, 1)).toBe(0);
    expect(await sample()).toBe(1);
    expect(await causes()).toEqual(["next", "next"]);
  });

  it("is kept as long as a job may reach back to it", async () => {
    await make();
    await sampled(["next", 9_000], ["agents_offline", 8_000], ["tier_saturated", 10]);
    expect(await pruneWaitsAcrossTenants(database.pool, 100)).toBe(1);
    expect(await causes()).toEqual(["agents_offline", "tier_saturated"]);
    await database.pool.query("DELETE FROM queue_items");
    await database.pool.query("DELETE FROM tenant_lanes");
    expect(await pruneWaitsAcrossTenants(database.pool, 100)).toBe(1);
    expect(await causes()).toEqual(["tier_saturated"]);
  });
});

describe("what a job has waited, by cause", () => {
  it("is what was sampled while it waited, and adds up to its wait", async () => {
    const agent = await createAgent(database.pool);
    const { id } = await make({ queuedSecondsAgo: 100 });
    await sampled(
      ["no_matching_agent", 500],
      ["agents_offline", 150],
      ["tenant_concurrency", 60],
      ["next", 5],
    );
    await claim(database.pool, agent.id);
    expect(await waitedOf(id)).toEqual({ agents_offline: 40, tenant_concurrency: 55, next: 5 });
  });

  it("before the first sample counts as what was found then, and as picking up without any", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 2 });
    const first = await make({ queuedSecondsAgo: 100 });
    await sampled(["agents_offline", 30]);
    await claim(database.pool, agent.id);
    expect(await waitedOf(first.id)).toEqual({ agents_offline: 100 });
    const other = (await createTenant(database.pool)).id;
    const unseen = await createJob(database.pool, other, { queuedSecondsAgo: 50 });
    await claim(database.pool, agent.id);
    expect(await waitedOf(unseen.id)).toEqual({ next: 50 });
  });

  it("is right for the first of a new kind, which is younger than the forecast that others share", async () => {
    const { pool } = database;
    const agent = await createAgent(pool, { capabilities: ["new"] });
    await createJob(pool, (await createTenant(pool)).id, { status: "running", agent });
    await queueForecast(pool);
    const { id } = await make({ capabilities: ["new"], queuedSecondsAgo: 5 });
    await DUTIES.sample_waits?.(tenantContext(pool, tenantId));
    await pool.query("DELETE FROM job_leases");
    await claim(pool, agent.id);
    expect(await waitedOf(id)).toEqual({ tier_saturated: 5 });
  });

  it("knows the pause after a lost attempt, and keeps what was waited before it", async () => {
    const agent = await createAgent(database.pool);
    const { id } = await make({ queuedSecondsAgo: 100 });
    await database.pool.query(`UPDATE jobs SET waited = '{"next": 7000}', attempt = 2`);
    await database.pool.query(
      `INSERT INTO attempts (job_id, attempt, tenant_id, agent_id, agent_name, tier, assigned_at, finished_at, outcome)
       SELECT id, 1, tenant_id, $1, 'a', 'shared', now() - interval '90 s', now() - interval '60 s', 'lost' FROM jobs`,
      [agent.id],
    );
    await database.pool.query("UPDATE queue_items SET ready_at = now() - interval '40 s'");
    await sampled(["tier_saturated", 200], ["next", 10]);
    await claim(database.pool, agent.id);
    expect(await waitedOf(id)).toEqual({ backoff: 20, tier_saturated: 30, next: 17 });
  });

  it("is kept for one that is cancelled while it waits", async () => {
    const { id } = await make({ queuedSecondsAgo: 30 });
    await sampled(["agents_offline", 40]);
    await cancelJob(tenantContext(database.pool, tenantId), { id });
    expect(await waitedOf(id)).toEqual({ agents_offline: 30 });
  });
});
