/** What both places of ephemeral state promise, each on a real server. */
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ListAgentsQuery } from "@/lib/contracts/agent";
import { openPool } from "@/lib/db/pool";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import type { EphemeralState } from "@/lib/ephemeral/ephemeral-state";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { takeBeat } from "@/lib/services/agent-protocol/beat-batch";
import { goOffline } from "@/lib/services/agent-protocol/go-offline";
import { changeAgentStatus } from "@/lib/services/platform-agents/change-agent-status";
import { deleteAgent } from "@/lib/services/platform-agents/delete-agent";
import { getAgent } from "@/lib/services/platform-agents/get-agent";
import { listAgents } from "@/lib/services/platform-agents/list-agents";
import { updateAgent } from "@/lib/services/platform-agents/update-agent";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, tenantContext } from "@/lib/testing/queue-contexts";
import { keepStateInRedis, newScope } from "@/lib/testing/redis-state";
import { hasRedis, type RunningRedis, startRedis } from "@/lib/testing/start-redis";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const isMissing = !hasRedis();
const why = isMissing ? " [skipped: redis-server is not installed]" : "";

describe("ephemeral state in Postgres", () => conform(async () => null));
describe.skipIf(isMissing)(`ephemeral state in Redis${why}`, () => conform(() => startRedis()));

function conform(start: () => Promise<RunningRedis | null>) {
  let database: TestDatabase;
  let redis: RunningRedis | null;
  let another: pg.Pool;
  /** Of two processes of one installation. */
  let states: [EphemeralState, EphemeralState];

  beforeAll(async () => {
    database = await createTestDatabase();
    another = openPool(database.url, 2);
    redis = await start();
    const scope = newScope();
    if (redis) for (const pool of [database.pool, another]) keepStateInRedis(pool, redis.url, scope);
    states = [ephemeralState(database.pool), ephemeralState(another)];
    for (const state of states)
      await vi.waitUntil(() => state.isRedisUp() !== false, { interval: 5, timeout: 10_000 });
  });
  afterAll(async () => {
    for (const state of states) await state.close();
    await redis?.stop();
    await another.end();
    await database.drop();
  });

  const quiet = (cpu = 1) => ({ current_jobs: 0, running: [], cpu_percent: cpu, memory_percent: 50 });
  const beat = (agentId: string, cpu?: number) => takeBeat(database.pool, { agentId, body: quiet(cpu) });
  const admin = () => tenantContext(database.pool, SYSTEM_TENANT_ID);
  const silence = (agentId: string, seconds: number) =>
    database.pool.query(
      "UPDATE agent_heartbeats SET last_seen_at = now() - make_interval(secs => $2) WHERE agent_id = $1",
      [agentId, seconds],
    );
  const rowAge = async (agentId: string): Promise<number | undefined> => {
    const { rows } = await database.pool.query<{ age: number }>(
      `SELECT extract(epoch FROM clock_timestamp() - last_seen_at)::float8 AS age
         FROM agent_heartbeats WHERE agent_id = $1 AND NOT reported_offline`,
      [agentId],
    );
    return rows[0]?.age;
  };

  it("shows the consoles every beat at once, with its figures", async () => {
    const { id, name } = await createAgent(database.pool);
    for (const cpu of [10, 20, 30]) {
      await silence(id, 20);
      await beat(id, cpu);
      const { agent } = await getAgent(admin(), id);
      expect(agent).toMatchObject({ cpu_percent: cpu, memory_percent: 50, health: "online" });
      expect(agent.load_score).toBeCloseTo(0.4 * cpu + 0.15 * 50, 1);
      expect(Date.now() - Date.parse(agent.last_seen_at ?? "")).toBeLessThan(5_000);
      const { items } = await listAgents(admin(), ListAgentsQuery.parse({ q: name }));
      expect(items).toEqual([{ ...agent, last_seen_at: expect.any(String) }]);
    }
  });

  it("tells an agent with its next beat what an admin has changed", async () => {
    const { id } = await createAgent(database.pool, { maxConcurrentJobs: 2 });
    for (let n = 0; n < 3; n++)
      expect(await beat(id)).toMatchObject({ status: "active", maxConcurrentJobs: 2 });
    await updateAgent(admin(), { id, body: { max_concurrent_jobs: 7 } });
    expect(await beat(id)).toMatchObject({ maxConcurrentJobs: 7 });
    await beat(id);
    await changeAgentStatus(admin(), id, "disable");
    expect(await beat(id)).toMatchObject({ status: "disabled", maxConcurrentJobs: 7 });
  });

  it("has an agent that said it goes back with its first beat, and refuses a deleted one's", async () => {
    const { id } = await createAgent(database.pool);
    await beat(id);
    await beat(id);
    await goOffline(agentContext(database.pool, id));
    expect((await getAgent(admin(), id)).agent.health).toBe("offline");
    await beat(id);
    expect((await getAgent(admin(), id)).agent.health).toBe("online");
    await deleteAgent(admin(), { id, isForced: false });
    await expect(beat(id)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("writes every beat to Postgres within seconds, where SQL judges who lives", async () => {
    const { id } = await createAgent(database.pool);
    await beat(id);
    await beat(id);
    await silence(id, 55);
    await beat(id);
    await expect.poll(() => rowAge(id), { timeout: 8_000, interval: 50 }).toBeLessThan(10);
    const { rows } = await database.pool.query(
      "SELECT cpu_percent FROM agent_heartbeats WHERE agent_id = $1",
      [id],
    );
    expect(rows).toEqual([{ cpu_percent: 1 }]);
  });

  it("renews leases by every beat that names one, or none by name", async () => {
    const tenant = await createTenant(database.pool, { plan: "enterprise" });
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 5 });
    await beat(agent.id);
    const job = await createJob(database.pool, tenant.id, { status: "running", agent, leaseSeconds: 5 });
    const running = [{ job_id: job.id, attempt: 1 }];
    const leases = async (body: Parameters<typeof takeBeat>[1]["body"]) =>
      (await takeBeat(database.pool, { agentId: agent.id, body })).leases.map((lease) => lease.jobId);
    expect(await leases({ current_jobs: 1, running })).toEqual([job.id]);
    expect(await leases({ current_jobs: 0 })).toEqual([job.id]);
    // It knows of no job: the one that it has lost is to run again when its lease ends.
    expect(await leases({ current_jobs: 0, running: [] })).toEqual([]);
  });

  it("keeps agents that wait in a poll alive, and none that has gone", async () => {
    const [waiting, gone] = [await createAgent(database.pool), await createAgent(database.pool)];
    await goOffline(agentContext(database.pool, gone.id));
    for (const { id } of [waiting, gone]) await silence(id, 25);
    await states[0].keepSeen([waiting.id, gone.id], 5);
    expect(await rowAge(waiting.id)).toBeLessThan(5);
    expect(await rowAge(gone.id)).toBeUndefined();
  });

  it("counts a value once for all processes, and anew after a second at most", async () => {
    let loads = 0;
    const load = async () => ({ loads: ++loads });
    const startedAt = performance.now();
    const read = () => Promise.all(states.map((state) => state.shared("figure", load)));
    await states[0].shared("figure", load);
    const both = await read();
    if (performance.now() - startedAt < 900) expect(both).toEqual([{ loads: 1 }, { loads: 1 }]);
    await expect.poll(read, { timeout: 3_000, interval: 20 }).toContainEqual({ loads: 2 });
    expect(performance.now() - startedAt).toBeGreaterThan(900);
  });

  it("keeps no value of a load that failed, and loads once for those who ask together", async () => {
    const failing = () => Promise.reject(new Error("no figures"));
    await expect(states[0].shared("broken", failing)).rejects.toThrow("no figures");
    let loads = 0;
    const load = async () => ++loads;
    const asked = await Promise.all([1, 2, 3].map(() => states[0].shared("broken", load)));
    expect(asked).toEqual([1, 1, 1]);
  });
}
