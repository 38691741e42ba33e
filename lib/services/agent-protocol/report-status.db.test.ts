import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StatusBody } from "@/lib/contracts/agent-protocol";
import { AppError } from "@/lib/domain/errors";
import type { JobStatus } from "@/lib/domain/job/job-status";
import { recordHeartbeat } from "@/lib/services/agent-protocol/record-heartbeat";
import { reportStatus } from "@/lib/services/agent-protocol/report-status";
import { cancelJob } from "@/lib/services/jobs/cancel-job";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, jobContext, report, tenantContext } from "@/lib/testing/queue-contexts";
import { countDeadlocks, findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;
let agent: Awaited<ReturnType<typeof createAgent>>;

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
  agent = await createAgent(database.pool, { maxConcurrentJobs: 1000 });
});

afterAll(async () => {
  expect(await countDeadlocks(database.pool)).toBe(0);
  await database.drop();
});

const make = async (options: JobOptions) => await createJob(database.pool, tenantId, { agent, ...options });

/** Every row that a write on the job could touch, as text. */
async function rowsOf(jobId: string): Promise<unknown> {
  const { rows } = await database.pool.query(
    `SELECT (SELECT to_jsonb(j) FROM jobs j WHERE id = $1) AS job,
            (SELECT jsonb_agg(to_jsonb(a) ORDER BY attempt) FROM attempts a WHERE job_id = $1) AS attempts,
            (SELECT jsonb_agg(to_jsonb(l)) FROM job_leases l WHERE job_id = $1) AS leases,
            (SELECT jsonb_agg(to_jsonb(q)) FROM queue_items q WHERE job_id = $1) AS queue,
            (SELECT jsonb_agg(to_jsonb(s) ORDER BY stream, attempt) FROM log_streams s WHERE job_id = $1) AS streams,
            (SELECT count(*) FROM log_chunks WHERE job_id = $1) AS chunks,
            (SELECT count(*) FROM job_findings WHERE job_id = $1) AS findings,
            (SELECT count(*) FROM events WHERE subject_id = $1) AS events,
            (SELECT count(*) FROM audit_log WHERE target_id = $1::text) AS audits`,
    [jobId],
  );
  return rows[0];
}

async function statusOf(jobId: string): Promise<JobStatus | undefined> {
  const { rows } = await database.pool.query<{ status: JobStatus }>("SELECT status FROM jobs WHERE id = $1", [
    jobId,
  ]);
  return rows[0]?.status;
}

async function outcomeOf(call: Promise<{ status: string }>): Promise<string> {
  try {
    return (await call).status;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe("every report on a job in every state", () => {
  const REPORTS = ["running", "progress", "succeeded", "failed", "cancelled", "released"] as const;
  /** What the agent of attempt 1 is answered. */
  const ANSWERS: Record<JobStatus, Record<(typeof REPORTS)[number], string>> = {
    queued: all("stale_attempt"),
    assigned: { running: "running", progress: "running", ...same() },
    running: { running: "running", progress: "running", ...same() },
    succeeded: { ...all("job_finished"), succeeded: "succeeded" },
    failed: { ...all("job_finished"), failed: "failed" },
    cancelled: { ...all("job_finished"), cancelled: "cancelled" },
    timed_out: all("job_finished"),
    expired: all("stale_attempt"),
  };

  function all(answer: string) {
    return {
      running: answer,
      progress: answer,
      succeeded: answer,
      failed: answer,
      cancelled: answer,
      released: answer,
    };
  }
  function same() {
    return { succeeded: "succeeded", failed: "failed", cancelled: "cancelled", released: "released" };
  }

  for (const [state, answers] of Object.entries(ANSWERS) as [JobStatus, Record<string, string>][]) {
    it(`is answered by the state machine when the job is ${state}, and a refusal changes nothing`, async () => {
      for (const status of REPORTS) {
        const isAgentless = state === "queued" || state === "expired";
        const job = await createJob(database.pool, tenantId, {
          status: state,
          ...(isAgentless ? {} : { agent }),
        });
        const before = await rowsOf(job.id);
        const answer = await outcomeOf(report(database.pool, agent.id, { id: job.id, attempt: 1 }, status));
        expect(`${status}: ${answer}`).toBe(`${status}: ${answers[status]}`);
        const isLive = state === "assigned" || state === "running";
        if (isLive) expect(await statusOf(job.id)).toBe(answer === "released" ? "queued" : answer);
        else expect(await rowsOf(job.id)).toEqual(before);
      }
    });
  }

  it("another agent, another attempt and another job's token change nothing and are told apart from nothing", async () => {
    const job = await make({ status: "running" });
    const other = await createAgent(database.pool);
    const before = await rowsOf(job.id);
    for (const status of REPORTS) {
      expect(await outcomeOf(report(database.pool, other.id, { id: job.id, attempt: 1 }, status))).toBe(
        "stale_attempt",
      );
      expect(await outcomeOf(report(database.pool, agent.id, { id: job.id, attempt: 2 }, status))).toBe(
        "stale_attempt",
      );
      const caller = {
        kind: "job_token",
        jobId: other.id,
        attempt: 1,
        agentId: agent.id,
        tenantId,
        isPlatformAgent: true,
      } as const;
      const ctx = { ...jobContext(database.pool, agent.id), caller };
      expect(await outcomeOf(reportStatus(ctx, job.id, { attempt: 1, status }))).toBe("not_found");
      const stale = { ...ctx, caller: { ...caller, jobId: job.id, attempt: 2 } };
      expect(await outcomeOf(reportStatus(stale, job.id, { attempt: 1, status }))).toBe("stale_attempt");
    }
    expect(await rowsOf(job.id)).toEqual(before);
  });
});

describe("a repeated report", () => {
  it("of `running` has one effect and gets the same answer", async () => {
    const job = await make({ status: "assigned" });
    const first = await report(database.pool, agent.id, { id: job.id, attempt: 1 }, "running");
    const before = await rowsOf(job.id);
    expect(await report(database.pool, agent.id, { id: job.id, attempt: 1 }, "running")).toEqual(first);
    expect(await rowsOf(job.id)).toEqual(before);
  });

  it.each([
    { status: "succeeded", exit_code: 0 },
    { status: "failed", exit_code: 2, error: "boom" },
    { status: "failed", reason: "run_timeout" },
    { status: "cancelled" },
  ] satisfies Partial<StatusBody>[])(
    "of the end ($status $reason) has one effect and gets the same answer",
    async (body) => {
      const job = await make({ status: "running" });
      const end = {
        attempt: 1,
        streams: { stdout: { bytes: 0, sha256: EMPTY_SHA256 } },
        ...body,
      } as StatusBody;
      const send = () => reportStatus(jobContext(database.pool, agent.id), job.id, end);
      const first = await send();
      const before = await rowsOf(job.id);
      expect(await Promise.all([send(), send(), send()])).toEqual([first, first, first]);
      expect(await rowsOf(job.id)).toEqual(before);
      expect(before).toMatchObject({ job: { log_complete: true, status: first.status } });
    },
  );

  it("of the end, 20 times at once, ends the job once", async () => {
    const job = await make({ status: "running" });
    const ref = { id: job.id, attempt: 1 };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => report(database.pool, agent.id, ref, "succeeded")),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set(["succeeded"]));
    expect(await findQueueFaults(database.pool)).toEqual([]);
  });

  it("of an end that is no failure counts for what it is, whatever reason comes along", async () => {
    for (const end of ["succeeded", "cancelled"] as const) {
      const { id } = await make({ status: "running" });
      const answer = await report(database.pool, agent.id, { id, attempt: 1 }, end, {
        reason: "run_timeout",
      });
      expect(answer.status).toBe(end);
      const { rows } = await database.pool.query(
        "SELECT j.status, j.failure_reason, a.reason FROM jobs j JOIN attempts a ON a.job_id = j.id WHERE j.id = $1",
        [id],
      );
      expect(rows).toEqual([{ status: end, failure_reason: null, reason: null }]);
    }
  });

  it("of another end is refused with the first one's name", async () => {
    const job = await make({ status: "running" });
    await report(database.pool, agent.id, { id: job.id, attempt: 1 }, "succeeded");
    const error = await report(database.pool, agent.id, { id: job.id, attempt: 1 }, "failed").catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ code: "job_finished", extras: { members: { status: "succeeded" } } });
  });

  it("of progress shows the last one, and the answer says when the job is to be cancelled", async () => {
    const job = await make({ status: "assigned" });
    const ref = { id: job.id, attempt: 1 };
    const first = await report(database.pool, agent.id, ref, "progress", {
      progress: 12.9,
      message: "first",
    });
    expect(first.cancel).toBe(false);
    await cancelJob(tenantContext(database.pool, tenantId), { id: job.id });
    const second = await report(database.pool, agent.id, ref, "progress", { progress: 40 });
    expect(second).toMatchObject({ status: "running", cancel: true });
    expect(await rowsOf(job.id)).toMatchObject({
      job: { progress: 40, progress_message: "first", status: "running" },
    });
  });
});

describe("races", () => {
  it("of cancel, success, time-out and rescue over 500 jobs end each job once, for good", async () => {
    const RUNS = 500;
    let finished = 0;
    const run = async (seed: number) => {
      const job = await make({
        status: seed % 3 === 0 ? "assigned" : "running",
        maxAttempts: 1 + (seed % 2),
      });
      const ref = { id: job.id, attempt: 1 };
      const steps = [
        () => cancelJob(tenantContext(database.pool, tenantId), { id: job.id }),
        () => report(database.pool, agent.id, ref, seed % 5 === 0 ? "failed" : "succeeded"),
        () => report(database.pool, agent.id, ref, "running"),
        () => report(database.pool, agent.id, ref, "cancelled"),
        async () => {
          const past = seed % 2 === 0 ? "lease_expires_at" : "deadline_at";
          await database.pool.query(
            `UPDATE job_leases SET ${past} = now() - interval '10 minutes' WHERE job_id = $1 AND ${past} IS NOT NULL`,
            [job.id],
          );
          await runMaintenance(agentContext(database.pool, agent.id));
        },
        () =>
          recordHeartbeat(agentContext(database.pool, agent.id), {
            current_jobs: 1,
            running: [{ job_id: job.id, attempt: 1 }],
          }),
      ];
      const results = await Promise.allSettled(shuffle(steps, seed).map((step) => step()));
      for (const result of results) {
        if (result.status === "rejected") expect(result.reason).toBeInstanceOf(AppError);
      }
      if (!["queued", "assigned", "running"].includes((await statusOf(job.id)) ?? "")) finished += 1;
    };
    for (let seed = 0; seed < RUNS; seed += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, i) => run(seed + i)));
    }
    expect(await findQueueFaults(database.pool)).toEqual([]);
    expect(finished).toBeGreaterThan(RUNS / 2);
  });
});

const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** A seeded Fisher-Yates shuffle (mulberry32). */
function shuffle<T>(items: readonly T[], seed: number): T[] {
  let state = seed + 1;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}
