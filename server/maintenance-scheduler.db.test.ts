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
  const isUnderWay = async () =>
    (
      await db.pool.query(
        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
      )
    ).rowCount !== 0;
  /** Lets maintenance run once, to its end: a job that has waited for too long tells that it did. */
  const runOnce = async () => {
    const { id } = await createJob(db.pool, tenant.id, { expiresInSeconds: -1 });
    pass(MAINTENANCE_SECONDS);
    await expect.poll(() => statusOf(id), { interval: 10 }).toBe("expired");
    await expect.poll(isUnderWay, { interval: 10 }).toBe(false);
  };
  /** Time goes on until maintenance has given the job back. */
  const isRescued = async (id: string) => {
    pass(LEASE_SECONDS / 2);
    await expect
      .poll(async () => {
        pass(MAINTENANCE_SECONDS);
        return await statusOf(id);
      })
      .toBe("queued");
    await expect.poll(isUnderWay, { interval: 10 }).toBe(false);
  };
  const scheduler = startMaintenanceScheduler(flaky, log);
  try {
    const first = await loseJob();
    await runOnce();
    expect(await statusOf(first)).toBe("running");
    await isRescued(first);

    failures = 0;
    pass(MAINTENANCE_SECONDS);
    await expect.poll(() => failures).toBeGreaterThan(0);
    failures = -1;
    const second = await loseJob();
    await runOnce();
    expect(await statusOf(second)).toBe("running");
    await isRescued(second);

    // The run has its lock already; its first duty fails.
    const third = await loseJob();
    await createJob(db.pool, tenant.id, { expiresInSeconds: -1 });
    untilFailure = 2;
    pass(MAINTENANCE_SECONDS);
    await expect.poll(() => untilFailure).toBeLessThan(1);
    await expect.poll(isUnderWay, { interval: 10 }).toBe(false);
    expect(await statusOf(third)).toBe("running");
    await runOnce();
    expect(await statusOf(third)).toBe("running");
    await isRescued(third);

    // A duty that takes too long says nothing of who could be heard.
    const slow = await loseJob();
    await createJob(db.pool, tenant.id, { expiresInSeconds: -1 });
    failure = Object.assign(new Error("canceling statement due to statement timeout"), { code: "57014" });
    untilFailure = 2;
    pass(MAINTENANCE_SECONDS);
    await expect.poll(() => statusOf(slow), { interval: 10 }).toBe("queued");
    await expect.poll(isUnderWay, { interval: 10 }).toBe(false);

    const fourth = await loseJob();
    const standstill = performance.now() + 60_000;
    vi.spyOn(performance, "now").mockImplementation(() => standstill);
    await runOnce();
    expect(await statusOf(fourth)).toBe("running");
  } finally {
    vi.restoreAllMocks();
    await scheduler.stop();
  }
});
