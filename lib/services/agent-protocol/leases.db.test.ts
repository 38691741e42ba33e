import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { appendLog } from "@/lib/services/agent-protocol/append-log";
import { goOffline } from "@/lib/services/agent-protocol/go-offline";
import { recordHeartbeat } from "@/lib/services/agent-protocol/record-heartbeat";
import { reportFindings } from "@/lib/services/agent-protocol/report-findings";
import { cancelJob } from "@/lib/services/jobs/cancel-job";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, claim, jobContext, report, tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
});

afterEach(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
});

afterAll(async () => await database.drop());

const maintain = async () => await runMaintenance(agentContext(database.pool, "none"));

async function loseLease(jobId: string): Promise<void> {
  await database.pool.query(
    "UPDATE job_leases SET lease_expires_at = now() - interval '1 second' WHERE job_id = $1",
    [jobId],
  );
}

async function jobRow(jobId: string): Promise<Record<string, unknown>> {
  const { rows } = await database.pool.query<Record<string, unknown>>("SELECT * FROM jobs WHERE id = $1", [
    jobId,
  ]);
  return rows[0] ?? {};
}

/** Every row that a write on the job could touch. */
async function rowsOf(jobId: string): Promise<unknown> {
  const { rows } = await database.pool.query(
    `SELECT (SELECT to_jsonb(j) FROM jobs j WHERE id = $1) AS job,
            (SELECT jsonb_agg(to_jsonb(a) ORDER BY attempt) FROM attempts a WHERE job_id = $1) AS attempts,
            (SELECT jsonb_agg(to_jsonb(l)) FROM job_leases l WHERE job_id = $1) AS leases,
            (SELECT jsonb_agg(to_jsonb(q)) FROM queue_items q WHERE job_id = $1) AS queue,
            (SELECT jsonb_agg(to_jsonb(s) ORDER BY stream, attempt) FROM log_streams s WHERE job_id = $1) AS streams,
            (SELECT jsonb_agg(to_jsonb(c)) FROM log_chunks c WHERE job_id = $1) AS chunks,
            (SELECT jsonb_agg(to_jsonb(f)) FROM job_findings f WHERE job_id = $1) AS findings,
            (SELECT count(*) FROM findings) AS all_findings,
            (SELECT count(*) FROM events WHERE subject_id = $1) AS events,
            (SELECT count(*) FROM audit_log WHERE target_id = $1::text) AS audits`,
    [jobId],
  );
  return rows[0];
}

const FINDING = {
  rule_id: "x",
  location: "/",
  title: "X",
  description: "",
  severity: "low",
  confidence: "high",
  cwe: [],
  cve: [],
  evidence: "",
  references: [],
} as const;

describe("a lease that a stopping agent gives back", () => {
  const sha256Of = (text: string) => createHash("sha256").update(text).digest("hex");

  it("sends the job to the head of the queue at once with the next attempt, whatever attempt it was, and keeps its log", async () => {
    const agent = await createAgent(database.pool);
    const job = await createJob(database.pool, tenantId, {
      status: "running",
      agent,
      queuedSecondsAgo: 500,
    });
    const before = await jobRow(job.id);
    await report(database.pool, agent.id, { id: job.id, attempt: 1 }, "released");
    expect((await claim(database.pool, agent.id)).jobs).toMatchObject([{ id: job.id, attempt: 2 }]);
    const chunks = [{ stream: "stdout" as const, offset: 0, text: "so far" }];
    await appendLog(jobContext(database.pool, agent.id), job.id, { attempt: 2, chunks });
    const streams = { stdout: { bytes: 6, sha256: sha256Of("so far") } };
    const ref = { id: job.id, attempt: 2 };
    const answer = await report(database.pool, agent.id, ref, "released", { streams });
    expect(answer).toMatchObject({ status: "released", cancel: false, lease_expires_at: null });
    expect(await jobRow(job.id)).toMatchObject({
      status: "queued",
      attempt: 3,
      queued_at: before.queued_at,
      agent_id: null,
    });
    const { rows } = await database.pool.query(
      `SELECT a.outcome, a.reason, s.is_complete FROM attempts a JOIN log_streams s USING (job_id, attempt)
        WHERE job_id = $1 AND attempt = 2`,
      [job.id],
    );
    expect(rows).toEqual([{ outcome: "lost", reason: "agent_stopped", is_complete: true }]);
    const { rows: audits } = await database.pool.query(
      "SELECT DISTINCT after->>'reason' AS reason FROM audit_log WHERE target_id = $1::text AND action = 'job.requeued'",
      [job.id],
    );
    expect(audits).toEqual([{ reason: "agent_stopped" }]);

    const given = await rowsOf(job.id);
    expect(await report(database.pool, agent.id, ref, "released", { streams })).toEqual(answer);
    expect(await rowsOf(job.id)).toEqual(given);

    const other = await createAgent(database.pool);
    const { jobs } = await claim(database.pool, other.id);
    expect(jobs).toMatchObject([{ id: job.id, attempt: 3 }]);
    await expect(report(database.pool, agent.id, ref, "succeeded")).rejects.toMatchObject({
      code: "stale_attempt",
    });
    await report(database.pool, other.id, { id: job.id, attempt: 3 }, "succeeded");
  });

  it("of the last attempt fails the job as agent_lost; of a job to be cancelled cancels it", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 2 });
    const running = { status: "running", agent } as const;
    const last = await createJob(database.pool, tenantId, { ...running, attempt: 1, maxAttempts: 1 });
    const unwanted = await createJob(database.pool, tenantId, running);
    await cancelJob(tenantContext(database.pool, tenantId), { id: unwanted.id });
    for (const { id } of [last, unwanted]) {
      const answer = await report(database.pool, agent.id, { id, attempt: 1 }, "released");
      expect(answer).toMatchObject({ status: "released" });
      const ended = await rowsOf(id);
      expect(await report(database.pool, agent.id, { id, attempt: 1 }, "released")).toEqual(answer);
      expect(await rowsOf(id)).toEqual(ended);
      await expect(report(database.pool, agent.id, { id, attempt: 1 }, "succeeded")).rejects.toMatchObject({
        code: "job_finished",
      });
    }
    expect(await jobRow(last.id)).toMatchObject({ status: "failed", failure_reason: "agent_lost" });
    expect((await jobRow(last.id)).error).toContain("The agent was stopped in attempt 1 of 1.");
    expect(await jobRow(unwanted.id)).toMatchObject({ status: "cancelled" });
  });

  it("is not given back by what comes after another end", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 2 });
    for (const end of ["cancelled", "failed"] as const) {
      const job = await createJob(database.pool, tenantId, { status: "running", agent });
      await report(database.pool, agent.id, { id: job.id, attempt: 1 }, end);
      await expect(
        report(database.pool, agent.id, { id: job.id, attempt: 1 }, "released"),
      ).rejects.toMatchObject({ code: "job_finished" });
    }
  });
});

describe("a lost lease", () => {
  it("sends the job back with the next attempt and its original age, and it can be claimed at once", async () => {
    const agent = await createAgent(database.pool);
    const job = await createJob(database.pool, tenantId, { status: "running", agent, queuedSecondsAgo: 500 });
    const before = await jobRow(job.id);
    await loseLease(job.id);
    await maintain();
    expect(await jobRow(job.id)).toMatchObject({
      status: "queued",
      attempt: 2,
      queued_at: before.queued_at,
      agent_id: null,
      started_at: null,
      progress: null,
    });
    const { rows } = await database.pool.query(
      "SELECT attempt, outcome, reason, finished_at IS NOT NULL AS is_over FROM attempts WHERE job_id = $1",
      [job.id],
    );
    expect(rows).toEqual([{ attempt: 1, outcome: "lost", reason: "agent_lost", is_over: true }]);
    const other = await createAgent(database.pool);
    const { jobs } = await claim(database.pool, other.id);
    expect(jobs).toMatchObject([{ id: job.id, attempt: 2 }]);
    for (const { id, attempt } of jobs) await report(database.pool, other.id, { id, attempt }, "succeeded");
  });

  it("of the last attempt fails the job as agent_lost", async () => {
    const agent = await createAgent(database.pool);
    const job = await createJob(database.pool, tenantId, {
      status: "running",
      agent,
      attempt: 1,
      maxAttempts: 1,
    });
    await loseLease(job.id);
    await maintain();
    expect(await jobRow(job.id)).toMatchObject({
      status: "failed",
      failure_reason: "agent_lost",
      attempt: 1,
    });
  });

  it("of a job that is to be cancelled cancels it, whatever attempts are left", async () => {
    const agent = await createAgent(database.pool);
    const job = await createJob(database.pool, tenantId, { status: "running", agent });
    await cancelJob(tenantContext(database.pool, tenantId), { id: job.id });
    await loseLease(job.id);
    await maintain();
    expect(await jobRow(job.id)).toMatchObject({ status: "cancelled", attempt: 1, failure_reason: null });
  });

  it("backs off from the second repetition on", async () => {
    const agent = await createAgent(database.pool);
    const job = await createJob(database.pool, tenantId, { status: "queued" });
    for (const attempt of [1, 2]) {
      expect((await claim(database.pool, agent.id)).jobs).toMatchObject([{ id: job.id, attempt }]);
      await loseLease(job.id);
      await maintain();
    }
    expect((await claim(database.pool, agent.id)).jobs).toEqual([]);
    const { rows } = await database.pool.query<{ backoff: number }>(
      "SELECT extract(epoch FROM ready_at - now())::float8 AS backoff FROM queue_items WHERE job_id = $1",
      [job.id],
    );
    expect(rows[0]?.backoff).toBeGreaterThan(5);
    await cancelJob(tenantContext(database.pool, tenantId), { id: job.id });
  });

  it("a late status, log or finding of the lost attempt is refused and not one row changes", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 2 });
    const job = await createJob(database.pool, tenantId, { status: "running", agent });
    await appendLog(jobContext(database.pool, agent.id), job.id, {
      attempt: 1,
      chunks: [{ stream: "stdout", offset: 0, text: "first attempt" }],
    });
    await loseLease(job.id);
    await maintain();
    const lateWrites = async () => {
      const before = await rowsOf(job.id);
      const ref = { id: job.id, attempt: 1 };
      for (const status of ["running", "progress", "succeeded", "failed", "cancelled"] as const) {
        await expect(report(database.pool, agent.id, ref, status, { progress: 7 })).rejects.toMatchObject({
          code: "stale_attempt",
        });
      }
      const chunk = { stream: "stdout", offset: 13, text: "too late" } as const;
      await expect(
        appendLog(jobContext(database.pool, agent.id), job.id, { attempt: 1, chunks: [chunk] }),
      ).rejects.toMatchObject({ code: "stale_attempt" });
      await expect(
        reportFindings(jobContext(database.pool, agent.id), job.id, {
          attempt: 1,
          findings: [{ ...FINDING, rule_key: "", cwe: [], cve: [], references: [] }],
        }),
      ).rejects.toMatchObject({ code: "stale_attempt" });
      expect(await rowsOf(job.id)).toEqual(before);
    };
    await lateWrites();
    // The same agent has the next attempt: what it says of the first is as stale.
    const { jobs } = await claim(database.pool, agent.id);
    expect(jobs).toMatchObject([{ id: job.id, attempt: 2 }]);
    await lateWrites();
    await report(database.pool, agent.id, { id: job.id, attempt: 2 }, "succeeded");
    await lateWrites();
  });
});

it("an agent that says twice that it goes offline does so once, and keeps its leases", async () => {
  const agent = await createAgent(database.pool);
  const job = await createJob(database.pool, tenantId, { status: "running", agent });
  const ctx = agentContext(database.pool, agent.id);
  await Promise.all([goOffline(ctx), goOffline(ctx), goOffline(ctx)]);
  const { rows } = await database.pool.query("SELECT type FROM events WHERE subject_id = $1", [agent.id]);
  expect(rows).toEqual([{ type: "agent.offline" }]);
  await report(database.pool, agent.id, { id: job.id, attempt: 1 }, "succeeded");
});

describe("a heartbeat", () => {
  it("renews exactly the attempts it names and tells which are lost", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 9 });
    const other = await createAgent(database.pool);
    const named = await createJob(database.pool, tenantId, { status: "running", agent, leaseSeconds: 5 });
    const unnamed = await createJob(database.pool, tenantId, { status: "running", agent, leaseSeconds: 5 });
    const others = await createJob(database.pool, tenantId, {
      status: "running",
      agent: other,
      leaseSeconds: 5,
    });
    const answer = await recordHeartbeat(agentContext(database.pool, agent.id), {
      current_jobs: 2,
      running: [
        { job_id: named.id, attempt: 1 },
        { job_id: unnamed.id, attempt: 2 },
        { job_id: others.id, attempt: 1 },
      ],
    });
    expect(answer.leases).toMatchObject([{ job_id: named.id, attempt: 1 }]);
    expect(answer.lost).toEqual([
      { job_id: unnamed.id, attempt: 2 },
      { job_id: others.id, attempt: 1 },
    ]);
    const { rows } = await database.pool.query<{ id: string }>(
      "SELECT job_id AS id FROM job_leases WHERE lease_expires_at > now() + interval '20 seconds'",
    );
    expect(rows).toEqual([{ id: named.id }]);
  });

  it("without names renews what runs, but not what was never reported running within a minute", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 9 });
    const running = await createJob(database.pool, tenantId, { status: "running", agent, runSeconds: 600 });
    const fresh = await createJob(database.pool, tenantId, { status: "assigned", agent, runSeconds: 5 });
    const forgotten = await createJob(database.pool, tenantId, { status: "assigned", agent, runSeconds: 90 });
    const answer = await recordHeartbeat(agentContext(database.pool, agent.id), { current_jobs: 2 });
    expect(answer.leases.map((lease) => lease.job_id).sort()).toEqual([running.id, fresh.id].sort());
    await loseLease(forgotten.id);
    await maintain();
    expect(await jobRow(forgotten.id)).toMatchObject({ status: "queued", attempt: 2 });
    await cancelJob(tenantContext(database.pool, tenantId), { id: forgotten.id });
  });

  it("renews a job that it names but that does not start for five minutes at most; then it runs elsewhere", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 9 });
    const starting = await createJob(database.pool, tenantId, { status: "assigned", agent, runSeconds: 290 });
    const stuck = await createJob(database.pool, tenantId, { status: "assigned", agent, runSeconds: 301 });
    const running = await createJob(database.pool, tenantId, { status: "running", agent, runSeconds: 600 });
    const named = [starting, stuck, running].map((job) => ({ job_id: job.id, attempt: 1 }));
    const answer = await recordHeartbeat(agentContext(database.pool, agent.id), {
      current_jobs: 3,
      running: named,
    });
    expect(answer.leases.map((lease) => lease.job_id).sort()).toEqual([starting.id, running.id].sort());
    expect(answer.lost).toEqual([{ job_id: stuck.id, attempt: 1 }]);
    await loseLease(stuck.id);
    await maintain();
    expect(await jobRow(stuck.id)).toMatchObject({ status: "queued", attempt: 2 });
    await cancelJob(tenantContext(database.pool, tenantId), { id: stuck.id });
  });

  it("saves a lease that is over but not taken away yet", async () => {
    const agent = await createAgent(database.pool);
    const job = await createJob(database.pool, tenantId, { status: "running", agent, leaseSeconds: -5 });
    await recordHeartbeat(agentContext(database.pool, agent.id), {
      current_jobs: 1,
      running: [{ job_id: job.id, attempt: 1 }],
    });
    await maintain();
    expect(await jobRow(job.id)).toMatchObject({ status: "running", attempt: 1 });
  });

  it("repeated has one effect: the same leases, orders and losses, one event, and never the admin's word undone", async () => {
    const agent = await createAgent(database.pool, {
      health: "offline",
      maxConcurrentJobs: 2,
      status: "draining",
    });
    const job = await createJob(database.pool, tenantId, { status: "running", agent });
    await cancelJob(tenantContext(database.pool, tenantId), { id: job.id });
    const beat = () =>
      recordHeartbeat(agentContext(database.pool, agent.id), {
        current_jobs: 1,
        running: [{ job_id: job.id, attempt: 1 }],
        tools: [{ name: "nmap", version: "7.95" }],
        version: "2.0.0",
      });
    const answers = [await beat(), await beat()];
    for (const answer of answers) {
      expect(answer).toMatchObject({
        leases: [{ job_id: job.id, attempt: 1 }],
        cancel: [{ job_id: job.id, attempt: 1 }],
        lost: [],
        drain: true,
      });
    }
    const { rows } = await database.pool.query("SELECT type FROM events WHERE subject_id = $1", [agent.id]);
    expect(rows).toEqual([{ type: "agent.online" }]);
    const { rows: agents } = await database.pool.query(
      "SELECT status, tool_names, version FROM agents WHERE id = $1",
      [agent.id],
    );
    expect(agents).toEqual([{ status: "draining", tool_names: ["nmap"], version: "2.0.0" }]);
  });

  it("parallel with the end of the jobs it names neither blocks nor brings one back", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 50 });
    const jobs = await Promise.all(
      Array.from({ length: 20 }, () => createJob(database.pool, tenantId, { status: "running", agent })),
    );
    const running = jobs.map((job) => ({ job_id: job.id, attempt: 1 }));
    const ctx = agentContext(database.pool, agent.id);
    await Promise.all([
      ...jobs.map((job) => report(database.pool, agent.id, { id: job.id, attempt: 1 }, "succeeded")),
      ...Array.from({ length: 10 }, () => recordHeartbeat(ctx, { current_jobs: 20, running })),
    ]);
    const answer = await recordHeartbeat(ctx, { current_jobs: 20, running });
    expect(answer.lost).toHaveLength(20);
  });
});
