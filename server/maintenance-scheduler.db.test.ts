import { setImmediate } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { LEASE_SECONDS, MAINTENANCE_SECONDS } from "@/lib/domain/job/lease";
import { log } from "@/lib/log";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";
import { startMaintenanceScheduler } from "./maintenance-scheduler";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] }));
afterEach(() => void vi.useRealTimers());

const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

async function statusOf(id: string): Promise<string> {
  return (await db.pool.query("SELECT status FROM jobs WHERE id = $1", [id])).rows[0].status;
}

test("after a start, after the database was away and after this process stood still, agents have the time of a beat before their jobs are taken for lost", async () => {
  let failures = -1;
  /** Connections until the one that fails, in the middle of a run. */
  let untilFailure = Number.POSITIVE_INFINITY;
  let failure = new Error("Connection terminated unexpectedly");
  const flaky = new Proxy(db.pool, {
    get(pool, name) {
      if (name === "connect" && failures >= 0) return () => Promise.reject(new Error(`away ${++failures}`));
      if (name === "connect" && --untilFailure === 0) return () => Promise.reject(failure);
      const value = Reflect.get(pool, name);
      return typeof value === "function" ? value.bind(pool) : value;
    },
  });
  const tenant = await createTenant(db.pool);
  // Most of the fleet is heard, so that it is not held for an outage.
  for (let i = 0; i < 4; i++) await createAgent(db.pool);
  const loseJob = async () => {
    const agent = await createAgent(db.pool, { health: "offline" });
    const job = await createJob(db.pool, tenant.id, { status: "running", agent });
    await db.pool.query(
      "UPDATE job_leases SET lease_expires_at = now() - interval '1 minute' WHERE job_id = $1",
      [job.id],
    );
    return job.id;
  };
  /** One tick, and the whole of the run that it begins: a run holds its lock's connection from the tick to its end. */
  const tick = async () => {
    pass(MAINTENANCE_SECONDS);
    do await setImmediate();
    while (db.pool.idleCount < db.pool.totalCount || db.pool.waitingCount > 0);
  };
  /** Until agents have had the time of a beat, and once more. */
  const tickThroughABeat = async () => {
    for (let passed = 0; passed <= LEASE_SECONDS / 2; passed += MAINTENANCE_SECONDS) await tick();
  };
  const scheduler = startMaintenanceScheduler(flaky, log);
  try {
    const first = await loseJob();
    await tick();
    expect(await statusOf(first)).toBe("running");
    await tickThroughABeat();
    expect(await statusOf(first)).toBe("queued");

    failures = 0;
    await tick();
    expect(failures).toBe(1);
    failures = -1;
    const second = await loseJob();
    await tick();
    expect(await statusOf(second)).toBe("running");
    await tickThroughABeat();
    expect(await statusOf(second)).toBe("queued");

    // The run has its lock already; its first duty fails.
    const third = await loseJob();
    await createJob(db.pool, tenant.id, { expiresInSeconds: -1 });
    untilFailure = 2;
    await tick();
    expect(untilFailure).toBeLessThan(1);
    expect(await statusOf(third)).toBe("running");
    await tick();
    expect(await statusOf(third)).toBe("running");
    await tickThroughABeat();
    expect(await statusOf(third)).toBe("queued");

    // A duty that takes too long says nothing of who could be heard.
    const slow = await loseJob();
    await createJob(db.pool, tenant.id, { expiresInSeconds: -1 });
    failure = Object.assign(new Error("canceling statement due to statement timeout"), { code: "57014" });
    untilFailure = 2;
    await tick();
    expect(await statusOf(slow)).toBe("queued");

    const fourth = await loseJob();
    const standstill = performance.now() + 60_000;
    vi.spyOn(performance, "now").mockImplementation(() => standstill);
    await tick();
    expect(await statusOf(fourth)).toBe("running");
  } finally {
    vi.restoreAllMocks();
    await scheduler.stop();
  }
});
