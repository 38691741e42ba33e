import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { log } from "@/lib/log";
import { DeferredBeats } from "@/lib/services/agent-protocol/deferred-beats";
import { goOffline } from "@/lib/services/agent-protocol/go-offline";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { agentContext } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const beat = (agentId: string, cpu = 5) => ({
  agentId,
  body: { current_jobs: 0, running: [], cpu_percent: cpu },
});
interface Row {
  cpu: number;
  isOffline: boolean;
  ageMs: number;
}
async function rowOf(agentId: string): Promise<Row | undefined> {
  const { rows } = await database.pool.query<Row>(
    `SELECT cpu_percent AS cpu, reported_offline AS "isOffline",
            extract(epoch FROM clock_timestamp() - last_seen_at)::float8 * 1000 AS "ageMs"
       FROM agent_heartbeats WHERE agent_id = $1`,
    [agentId],
  );
  return rows[0];
}

it("counts a beat from when it came, not from when it is written, and never before what is known", async () => {
  const deferred = new DeferredBeats(database.pool, 600);
  const [silent, seen] = [
    await createAgent(database.pool, { health: "degraded" }),
    await createAgent(database.pool),
  ];
  const cameAt = performance.now();
  deferred.add([beat(silent.id), beat(seen.id)]);
  await database.pool.query(
    "UPDATE agent_heartbeats SET last_seen_at = clock_timestamp() + interval '300 ms' WHERE agent_id = $1",
    [seen.id],
  );
  await expect.poll(() => rowOf(seen.id), { interval: 5 }).toMatchObject({ cpu: 5 });
  const row = await rowOf(silent.id);
  expect(row?.ageMs).toBeGreaterThan(500);
  expect(row?.ageMs).toBeLessThanOrEqual(performance.now() - cameAt + 50);
  expect((await rowOf(seen.id))?.ageMs).toBeLessThan((row?.ageMs ?? 0) - 200);
});

it("revives nobody who has gone or was marked silent, and tells of nobody's return", async () => {
  const deferred = new DeferredBeats(database.pool, 400);
  const [going, silent, there] = [
    await createAgent(database.pool),
    await createAgent(database.pool, { health: "offline" }),
    await createAgent(database.pool),
  ];
  deferred.add([beat(going.id), beat(silent.id), beat(there.id)]);
  await goOffline(agentContext(database.pool, going.id));
  await runMaintenance({ db: database.pool, log: agentContext(database.pool, there.id).log });
  await expect.poll(() => rowOf(there.id), { interval: 5 }).toMatchObject({ cpu: 5, isOffline: false });
  for (const { id } of [going, silent]) expect(await rowOf(id)).toMatchObject({ cpu: 0, isOffline: true });
  const { rows } = await database.pool.query("SELECT 1 FROM events WHERE type = 'agent.online'");
  expect(rows).toEqual([]);
});

it("leaves a beat alone that a later one of the same agent has overtaken", async () => {
  const deferred = new DeferredBeats(database.pool, 300);
  const [overtaken, there] = [await createAgent(database.pool), await createAgent(database.pool)];
  deferred.add([beat(overtaken.id), beat(there.id)]);
  deferred.drop([overtaken.id]);
  await expect.poll(() => rowOf(there.id), { interval: 5 }).toMatchObject({ cpu: 5 });
  expect(await rowOf(overtaken.id)).toMatchObject({ cpu: 0 });
});

it("tries again what Postgres did not take, says so in the log, and never over a later beat", async () => {
  const warn = vi.spyOn(log, "warn");
  onTestFinished(() => warn.mockRestore());
  const deferred = new DeferredBeats(database.pool, 400);
  const [once, twice] = [await createAgent(database.pool), await createAgent(database.pool)];
  const blocker = await database.pool.connect();
  const waiting = async () => {
    const { rows } = await blocker.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return rows.map(({ pid }) => pid);
  };
  try {
    await blocker.query("BEGIN; LOCK TABLE agent_heartbeats");
    deferred.add([beat(once.id, 5), beat(twice.id, 5)]);
    await expect.poll(waiting, { interval: 5, timeout: 5_000 }).toHaveLength(1);
    deferred.add([beat(twice.id, 6)]);
    await blocker.query("SELECT pg_cancel_backend(pid) FROM unnest($1::int[]) AS pid", [await waiting()]);
    await expect.poll(waiting, { interval: 5 }).toEqual([]);
  } finally {
    await blocker.query("ROLLBACK");
    blocker.release();
  }
  await expect.poll(() => rowOf(once.id), { timeout: 5_000, interval: 20 }).toMatchObject({ cpu: 5 });
  expect(await rowOf(twice.id)).toMatchObject({ cpu: 6 });
  expect(warn.mock.calls).toEqual([
    [
      { reason: "canceling statement due to user request", times: 1 },
      "agents' beats could not be written; what Postgres did not refuse is tried again",
    ],
  ]);
});

it("writes the rest where the database refuses one, and never tries that one again", async () => {
  const deferred = new DeferredBeats(database.pool, 200);
  const [before, refused, after] = [
    await createAgent(database.pool),
    await createAgent(database.pool),
    await createAgent(database.pool),
  ];
  // No contract lets it through: more than the column holds.
  deferred.add([beat(before.id), beat(refused.id, 1e39), beat(after.id)]);
  for (const { id } of [before, after])
    await expect.poll(() => rowOf(id), { timeout: 5_000, interval: 20 }).toMatchObject({ cpu: 5 });
  // What comes later is written without it.
  deferred.add([beat(before.id, 7)]);
  await expect.poll(() => rowOf(before.id), { timeout: 5_000, interval: 20 }).toMatchObject({ cpu: 7 });
  expect(await rowOf(refused.id)).toMatchObject({ cpu: 0 });
});
