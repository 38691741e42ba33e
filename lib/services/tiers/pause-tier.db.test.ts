import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PauseTierBody } from "@/lib/contracts/tier";
import { listClaimingAgentsAcrossTenants } from "@/lib/db/queue/list-claiming-agents";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { transaction } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";
import { explainJob } from "@/lib/services/admin-jobs/explain-job";
import { getQueueStats } from "@/lib/services/admin-jobs/get-queue-stats";
import { asPlatform } from "@/lib/services/as-platform";
import { estimateJob } from "@/lib/services/jobs/estimate-job";
import { getJob } from "@/lib/services/jobs/get-job";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { getAgentStats } from "@/lib/services/platform-agents/get-agent-stats";
import { getPlatformStats } from "@/lib/services/stats/get-platform-stats";
import { pauseTier } from "@/lib/services/tiers/pause-tier";
import { resumeTier } from "@/lib/services/tiers/resume-tier";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim, report, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

/** Above the second of the polling floor, with room for a busy machine. */
const PROMPT_MS = 2_000;
const NOTE = "New scanners are being installed.";
const FAR = "2099-01-01T00:00:00.000Z";

let database: TestDatabase;
let tenantId: string;

/** A database a test: a pause concerns everybody. */
beforeEach(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
});
afterEach(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.drop();
});

const admin = () => asPlatform(adminContext(database.pool));
const pause = (tier: Tier = "shared", body: Partial<PauseTierBody> = {}) =>
  pauseTier(admin(), { tier, body: { note: NOTE, resumes_at: null, ...body } });
const makeJob = () => createJob(database.pool, tenantId);
const claimed = async (agent: { id: string }) =>
  (await claim(database.pool, agent.id)).jobs.map(({ id }) => id);

/** As if the pause's time had come, and nobody had noticed. */
async function letTimePass(): Promise<void> {
  await database.pool.query(
    "UPDATE tier_pauses SET paused_at = now() - interval '1 hour', resumes_at = now() - interval '1 ms'",
  );
}
async function audited(): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    "SELECT actor_type || ' ' || action AS entry, target_id, before, after FROM audit_log WHERE target_type = 'tier' ORDER BY at, id",
  );
  return rows;
}
async function untilPolling(agentId: string): Promise<void> {
  const sql = "SELECT FROM agent_heartbeats WHERE agent_id = $1 AND polling_until IS NOT NULL";
  await expect
    .poll(async () => (await database.pool.query(sql, [agentId])).rowCount, { interval: 5 })
    .toBe(1);
}

describe("a tier that is paused", () => {
  it("gets no new job, while what runs on it goes on and ends as ever", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 2 });
    const first = await makeJob();
    const [running] = (await claim(database.pool, agent.id)).jobs;
    await pause();
    await makeJob();
    expect(await claimed(agent)).toEqual([]);
    if (!running) throw new Error("nothing was claimed");
    await report(database.pool, agent.id, running, "running");
    await report(database.pool, agent.id, running, "succeeded", { exit_code: 0 });
    expect((await getJob(tenantContext(database.pool, tenantId), { id: first.id })).job.status).toBe(
      "succeeded",
    );
    expect(await claimed(agent)).toEqual([]);
  });

  it("leaves its jobs to other tiers and to their tenant's own agents at once", async () => {
    const premium = await createAgent(database.pool, { tier: "premium" });
    const shared = await createAgent(database.pool, { tier: "shared" });
    const own = await createAgent(database.pool, { tenantId });
    await pause("premium");
    const job = await createJob(database.pool, tenantId, { tierMax: "premium" });
    expect(await claimed(premium)).toEqual([]);
    expect(await claimed(shared)).toEqual([job.id]);
    await pause("shared");
    const any = await createJob(database.pool, tenantId, { selectionMode: "any" });
    expect(await claimed(own)).toEqual([any.id]);
  });

  it("is every tier's when tiers are switched off and it is the shared one", async () => {
    const agent = await createAgent(database.pool, { tier: "premium" });
    const own = await createAgent(database.pool, { tenantId });
    const isPaused = async (isTiered: boolean) => {
      const rows = await listClaimingAgentsAcrossTenants(database.pool, [agent.id, own.id], isTiered, {});
      return rows.filter((row) => row.isPaused).map((row) => row.id);
    };
    await pause("shared");
    expect(await isPaused(true)).toEqual([]);
    expect(await isPaused(false)).toEqual([agent.id]);
  });

  it("is so for every claim after the answer: a round under way comes first", async () => {
    const agent = await createAgent(database.pool);
    let isAnswered = false;
    let paused: Promise<unknown> = Promise.resolve();
    await transaction(database.pool, async (tx) => {
      await lockDispatch(tx);
      paused = pause().then(() => {
        isAnswered = true;
      });
      const waiting =
        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
      await expect.poll(async () => (await database.pool.query(waiting)).rowCount, { interval: 5 }).toBe(1);
      expect(isAnswered).toBe(false);
      expect((await tx.query("SELECT FROM tier_pauses")).rowCount).toBe(0);
    });
    await paused;
    await makeJob();
    expect(await claimed(agent)).toEqual([]);
  });

  it("gets work again at its time by the database's clock, also through a poll that nobody wakes", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 2 });
    const job = await makeJob();
    await pause("shared", { resumes_at: FAR });
    const poll = claim(database.pool, agent.id, { wait_seconds: 20 });
    await untilPolling(agent.id);
    await letTimePass();
    const since = performance.now();
    expect((await poll).jobs.map(({ id }) => id)).toEqual([job.id]);
    expect(performance.now() - since).toBeLessThan(PROMPT_MS);
    const next = await makeJob();
    expect(await claimed(agent)).toEqual([next.id]);
  });

  it("gives work to those who wait as soon as it is resumed", async () => {
    const agent = await createAgent(database.pool);
    const job = await makeJob();
    await pause();
    const poll = claim(database.pool, agent.id, { wait_seconds: 20 });
    await untilPolling(agent.id);
    const since = performance.now();
    await resumeTier(admin(), "shared");
    expect((await poll).jobs.map(({ id }) => id)).toEqual([job.id]);
    expect(performance.now() - since).toBeLessThan(PROMPT_MS);
  });
});

describe("whoever waits for it", () => {
  it("is told the note and the end, before submitting, too, and is refused what must not wait", async () => {
    await createAgent(database.pool, { maxConcurrentJobs: 4 });
    const ctx = tenantContext(database.pool, tenantId);
    const job = await createJob(database.pool, tenantId, { expiresInSeconds: 1e10 });
    const mortal = await makeJob();
    await pause("shared", { resumes_at: FAR });
    const told = {
      reason: "paused",
      message: "The shared tier is paused.",
      pause: { tier: "shared", note: NOTE, resumes_at: FAR },
    };
    const { waiting } = (await getJob(ctx, { id: job.id })).job;
    expect(waiting).toMatchObject(told);
    expect(Date.parse(waiting?.estimated_start?.p50 ?? "")).toBeGreaterThanOrEqual(Date.parse(FAR) - 1000);
    // It will be over before.
    const expired = { ...told, estimated_start: null };
    expect((await getJob(ctx, { id: mortal.id })).job.waiting).toMatchObject(expired);
    expect((await estimateJob(ctx, scanBody())).waiting).toMatchObject(expired);
    const urgent = { body: scanBody({ allow_queue: false }), idempotencyKey: null };
    await expect(submitJob(ctx, urgent)).rejects.toMatchObject({ code: "no_agent_available" });

    await pause("shared", { resumes_at: null });
    expect((await getJob(ctx, { id: job.id })).job.waiting).toMatchObject({
      estimated_start: null,
      pause: { resumes_at: null },
    });
    await resumeTier(admin(), "shared");
    expect((await getJob(ctx, { id: job.id })).job.waiting).toMatchObject({ reason: "next", pause: null });
  });

  it("is explained to admins, by the agents, too", async () => {
    await createAgent(database.pool, { name: "held" });
    await createAgent(database.pool, { name: "own", tenantId });
    const job = await createJob(database.pool, tenantId, { selectionMode: "any" });
    await pause();
    const { agents } = await explainJob(adminContext(database.pool), { id: job.id });
    expect(Object.fromEntries(agents.map(({ name, verdict }) => [name, verdict]))).toEqual({
      held: "tier_paused",
      own: "not_asking",
    });
  });

  it("finds it in the figures: tenants without who paused it, and only while it lasts", async () => {
    await createAgent(database.pool, { maxConcurrentJobs: 4 });
    const ctx = tenantContext(database.pool, tenantId);
    const { pause: made } = await pause();
    expect(made).toMatchObject({ note: NOTE, resumes_at: null, paused_by: admin().actor.name });
    const { paused_by: _, ...shown } = made;
    expect((await getPlatformStats(ctx)).tier_stats.shared).toMatchObject({
      available_slots: 0,
      pause: shown,
    });
    const slots = async () => (await getPlatformStats(ctx)).available_slots;
    expect(await slots()).toBeGreaterThan(0);
    await pause("dedicated");
    await pause("premium");
    expect(await slots()).toBe(0);
    for (const tier of ["dedicated", "premium"] as const) await resumeTier(admin(), tier);
    expect(await slots()).toBeGreaterThan(0);
    expect((await getQueueStats(admin())).tiers.shared.pause).toEqual(made);
    const fleet = await getAgentStats(admin());
    expect(fleet.tier_stats).toMatchObject({
      shared: { pause: made, total_capacity: 4, available_slots: 0 },
      premium: { pause: null },
    });
    expect(fleet.available_slots).toBe(0);
    await letTimePass();
    expect((await getPlatformStats(ctx)).tier_stats.shared).toEqual({
      total_agents: 1,
      online_agents: 1,
      offline_agents: 0,
      total_capacity: 4,
      current_load: 0,
      available_slots: 4,
    });
    expect((await getQueueStats(admin())).tiers.shared.pause).toBeNull();
    expect((await getAgentStats(admin())).available_slots).toBe(4);
  });
});

describe("pausing and resuming", () => {
  it("are audited with what was and what is; a repeat is neither", async () => {
    const { pause: first } = await pause();
    expect((await pause()).pause).toEqual(first);
    const { pause: changed } = await pause("shared", { note: "Longer.", resumes_at: FAR });
    expect(changed).toEqual({ ...first, note: "Longer.", resumes_at: FAR });
    await resumeTier(admin(), "shared");
    expect(await resumeTier(admin(), "shared")).toEqual({ tier: "shared", pause: null });
    const [before, after] = [
      { note: NOTE, resumes_at: null },
      { note: "Longer.", resumes_at: FAR },
    ];
    expect(await audited()).toEqual([
      { entry: "user tier.paused", target_id: "shared", before: null, after: before },
      { entry: "user tier.pause_changed", target_id: "shared", before, after },
      { entry: "user tier.resumed", target_id: "shared", before: after, after: null },
    ]);
  });

  it("refuse an end that does not lie ahead, and leave everything as it is", async () => {
    const past = pause("shared", { resumes_at: "2020-01-01T00:00:00.000Z" });
    await expect(past).rejects.toMatchObject({
      code: "invalid_input",
      extras: { errors: [{ pointer: "/resumes_at", message: "must lie in the future" }] },
    });
    const { pause: first } = await pause();
    await expect(pause("shared", { resumes_at: "2020-01-01T00:00:00.000Z" })).rejects.toThrow();
    expect((await getQueueStats(admin())).tiers.shared.pause).toEqual(first);
  });

  it("are done by the system when a time has come: once, with an entry and an event", async () => {
    await pause("shared", { resumes_at: FAR });
    await pause("premium");
    await letTimePass();
    await database.pool.query("UPDATE tier_pauses SET resumes_at = NULL WHERE tier = 'premium'");
    const { duties } = await runMaintenance(adminContext(database.pool));
    expect(duties.find(({ name }) => name === "end_tier_pauses")).toMatchObject({ changed: 1, error: null });
    await runMaintenance(adminContext(database.pool));
    expect((await audited()).slice(2)).toMatchObject([
      { entry: "system tier.resumed", target_id: "shared", before: { note: NOTE }, after: null },
    ]);
    const { rows } = await database.pool.query("SELECT data FROM events WHERE type = 'tier.resumed'");
    expect(rows).toEqual([{ data: { tier: "shared" } }]);
  });

  it("tell a new pause from one whose time is over and which nobody has removed", async () => {
    const { pause: old } = await pause("shared", { resumes_at: FAR });
    await letTimePass();
    const { pause: fresh } = await pause();
    expect(Date.parse(fresh.paused_at)).toBeGreaterThan(Date.parse(old.paused_at));
    await letTimePass();
    await resumeTier(admin(), "shared");
    expect((await audited()).map((row) => (row as { entry: string }).entry)).toEqual([
      "user tier.paused",
      "system tier.resumed",
      "user tier.paused",
      "system tier.resumed",
    ]);
  });
});
