import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordHeartbeat } from "@/lib/services/agent-protocol/record-heartbeat";
import { cancelJob } from "@/lib/services/jobs/cancel-job";
import { retryJob } from "@/lib/services/jobs/retry-job";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, claim, report, tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
});

afterAll(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.drop();
});

const cancel = (id: string, tenant = tenantId) => cancelJob(tenantContext(database.pool, tenant), { id });
const make = (options: JobOptions = {}) => createJob(database.pool, tenantId, options);

async function untilPolling(agentId: string): Promise<void> {
  const sql = "SELECT FROM agent_heartbeats WHERE agent_id = $1 AND polling_until IS NOT NULL";
  await expect
    .poll(async () => (await database.pool.query(sql, [agentId])).rowCount, { interval: 5 })
    .toBe(1);
}

async function audits(jobId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ action: string }>(
    "SELECT action FROM audit_log WHERE target_id = $1 ORDER BY id",
    [jobId],
  );
  return rows.map((row) => row.action);
}

describe("cancelling", () => {
  it("a waiting job ends it at once, and no agent gets it", async () => {
    const agent = await createAgent(database.pool);
    const job = await make();
    const { job: view } = await cancel(job.id);
    expect(view).toMatchObject({ status: "cancelled", waiting: null });
    expect(view.finished_at).not.toBeNull();
    expect((await claim(database.pool, agent.id)).jobs).toEqual([]);
    expect(await audits(job.id)).toEqual(["job.cancelled"]);
  });

  it("a running job reaches the agent's open poll within two seconds, and every beat repeats it", async () => {
    for (const isFull of [true, false]) {
      const agent = await createAgent(database.pool, { maxConcurrentJobs: isFull ? 1 : 3 });
      const job = await make({ status: "running", agent });
      const poll = claim(database.pool, agent.id, { max_jobs: isFull ? 0 : 1, wait_seconds: 20 });
      await untilPolling(agent.id);
      const startedAt = performance.now();
      expect((await cancel(job.id)).job).toMatchObject({ status: "running" });
      expect((await poll).cancel).toEqual([{ job_id: job.id, attempt: 1, grace_seconds: 10 }]);
      expect(performance.now() - startedAt).toBeLessThan(2_000);
      const beat = () =>
        recordHeartbeat(agentContext(database.pool, agent.id), {
          current_jobs: 1,
          running: [{ job_id: job.id, attempt: 1 }],
        });
      expect((await beat()).cancel).toEqual([{ job_id: job.id, attempt: 1, grace_seconds: 10 }]);
      expect((await beat()).cancel).toHaveLength(1);
      expect(await report(database.pool, agent.id, { id: job.id, attempt: 1 }, "cancelled")).toMatchObject({
        status: "cancelled",
      });
      expect(await audits(job.id)).toEqual(["job.cancel_requested", "job.cancelled"]);
    }
  });

  it("reaches a poll also without a wake, as from another process", async () => {
    const agent = await createAgent(database.pool);
    const job = await make({ status: "running", agent });
    const poll = claim(database.pool, agent.id, { max_jobs: 0, wait_seconds: 20 });
    await untilPolling(agent.id);
    const startedAt = performance.now();
    await database.pool.query("UPDATE job_leases SET cancel_requested_at = now() WHERE job_id = $1", [
      job.id,
    ]);
    expect((await poll).cancel).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await report(database.pool, agent.id, { id: job.id, attempt: 1 }, "cancelled");
  });

  it("that no agent confirms is ended by maintenance", async () => {
    const agent = await createAgent(database.pool);
    const job = await make({ status: "running", agent });
    await cancel(job.id);
    await runMaintenance(agentContext(database.pool, agent.id));
    expect((await cancel(job.id)).job.status).toBe("running");
    await database.pool.query(
      "UPDATE job_leases SET cancel_requested_at = now() - interval '31 seconds' WHERE job_id = $1",
      [job.id],
    );
    await runMaintenance(agentContext(database.pool, agent.id));
    expect((await cancel(job.id)).job).toMatchObject({
      status: "cancelled",
      error: "The agent did not confirm that the run has stopped.",
    });
  });

  it("twice, or 20 times at once, is the same as once", async () => {
    const agent = await createAgent(database.pool);
    const waiting = await make();
    const running = await make({ status: "running", agent });
    for (const job of [waiting, running]) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => cancel(job.id)));
      expect(new Set(answers.map((answer) => answer.job.status)).size).toBe(1);
      expect(await audits(job.id)).toHaveLength(1);
    }
    await report(database.pool, agent.id, { id: running.id, attempt: 1 }, "cancelled");
  });

  it("a job that ended otherwise is refused and changes nothing", async () => {
    const agent = await createAgent(database.pool);
    for (const status of ["succeeded", "failed", "timed_out", "expired"] as const) {
      const job = await make({ status, ...(status === "expired" ? {} : { agent }) });
      await expect(cancel(job.id)).rejects.toMatchObject({
        code: "job_finished",
        extras: { members: { status } },
      });
      expect(await audits(job.id)).toEqual([]);
    }
  });

  it("another tenant's job is not found, waiting or running", async () => {
    const agent = await createAgent(database.pool);
    const other = (await createTenant(database.pool)).id;
    for (const job of [await make(), await make({ status: "running", agent })]) {
      await expect(cancel(job.id, other)).rejects.toMatchObject({ code: "not_found" });
      expect(await audits(job.id)).toEqual([]);
      await cancel(job.id);
    }
  });

  it("while an agent is claiming leaves each job either cancelled or with an order to its agent", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 40 });
    const jobs = await Promise.all(Array.from({ length: 40 }, () => make()));
    const [claimed] = await Promise.all([
      claim(database.pool, agent.id, { max_jobs: 40 }),
      ...jobs.map((job) => cancel(job.id)),
    ]);
    const { rows } = await database.pool.query<{ job_id: string }>(
      "SELECT job_id FROM job_leases WHERE agent_id = $1 AND cancel_requested_at IS NOT NULL",
      [agent.id],
    );
    expect(rows.map((row) => row.job_id).sort()).toEqual(claimed.jobs.map((job) => job.id).sort());
    for (const { id } of claimed.jobs) await report(database.pool, agent.id, { id, attempt: 1 }, "cancelled");
  });
});

describe("retrying", () => {
  it("a finished job makes a new one with the same input, linked to the first", async () => {
    const job = await make({ status: "expired", priority: 4 });
    const { job: again } = await retryJob(tenantContext(database.pool, tenantId), {
      id: job.id,
      idempotencyKey: "r",
    });
    expect(again).toMatchObject({
      status: "queued",
      priority: 4,
      retry_of_job_id: job.id,
      attempt: 1,
      target: "https://example.com",
    });
    expect(again.id).not.toBe(job.id);
    const repeat = await retryJob(tenantContext(database.pool, tenantId), {
      id: job.id,
      idempotencyKey: "r",
    });
    expect(repeat.job.id).toBe(again.id);
    await expect(
      retryJob(tenantContext(database.pool, tenantId), { id: again.id, idempotencyKey: null }),
    ).rejects.toMatchObject({ code: "job_not_finished" });
    await cancel(again.id);
  });
});
