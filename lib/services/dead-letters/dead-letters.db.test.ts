import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ListDeadLettersQuery } from "@/lib/contracts/dead-letter";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { dismissDeadLetter } from "@/lib/services/dead-letters/dismiss-dead-letter";
import { listDeadLetters } from "@/lib/services/dead-letters/list-dead-letters";
import { requeueDeadLetter } from "@/lib/services/dead-letters/requeue-dead-letter";
import { cancelJob } from "@/lib/services/jobs/cancel-job";
import { retryJob } from "@/lib/services/jobs/retry-job";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim, report, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;
/** Agents that jobs are lost on, one after the other. */
let deadly: string[];
let agentId: string;
let losses = 0;
let restId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
  const names = ["deadly 1", "deadly 2", "deadly 3"];
  deadly = await Promise.all(names.map(async (name) => (await createAgent(database.pool, { name })).id));
  agentId = deadly[2] ?? "";
  restId = (await createAgent(database.pool, { name: "quiet", maxConcurrentJobs: 5 })).id;
});

afterEach(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.pool.query("DELETE FROM jobs");
  losses = 0;
});

afterAll(async () => await database.drop());

const admin = () => adminContext(database.pool);
const list = async (query: Record<string, unknown> = {}) =>
  await listDeadLetters(admin(), ListDeadLettersQuery.parse(query));

async function submit(maxAttempts = 10, mode: SelectionMode = "platform_only"): Promise<string> {
  const body = scanBody({ max_attempts: maxAttempts, selection_mode: mode });
  return (await submitJob(tenantContext(database.pool, tenantId), { body, idempotencyKey: null })).job.id;
}

/** An agent, the next one unless told otherwise, takes the job and is not heard of again. */
async function lose(jobId: string, agent = deadly[losses++ % 3] ?? ""): Promise<void> {
  await database.pool.query("UPDATE queue_items SET ready_at = now() - interval '1 s'");
  expect((await claim(database.pool, agent)).jobs).toMatchObject([{ id: jobId }]);
  await database.pool.query("UPDATE job_leases SET lease_expires_at = now() - interval '1 s'");
  await runMaintenance(admin());
}

async function poisoned(maxAttempts = 10): Promise<string> {
  const id = await submit(maxAttempts);
  for (let loss = 0; loss < 3; loss++) await lose(id);
  return id;
}

async function job(id: string): Promise<Record<string, unknown>> {
  const { rows } = await database.pool.query<Record<string, unknown>>("SELECT * FROM jobs WHERE id = $1", [
    id,
  ]);
  return rows[0] ?? {};
}

async function audits(targetId: string, action: string): Promise<Record<string, unknown>[]> {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    "SELECT actor_type, before, after FROM audit_log WHERE target_id = $1 AND action = $2",
    [targetId, action],
  );
  return rows;
}

describe("a job that has lost its third agent", () => {
  it.each([3, 10])(
    "fails as poisoned and is handed to nobody, though it has %i attempts",
    async (attempts) => {
      const id = await poisoned(attempts);
      expect(await job(id)).toMatchObject({ status: "failed", failure_reason: "poisoned", attempt: 3 });
      expect((await job(id)).error).toBe(
        "3 agents were lost while they ran this job. It is not tried again.",
      );
      expect((await claim(database.pool, restId)).jobs).toEqual([]);
      const { rows } = await database.pool.query(
        "SELECT data->>'reason' AS reason FROM events WHERE subject_id = $1 AND type = 'job.failed'",
        [id],
      );
      expect(rows).toEqual([{ reason: "poisoned" }]);
      expect(await audits(id, "job.dead_lettered")).toMatchObject([
        { actor_type: "system", after: { lost_agents: 3, agents: ["deadly 1", "deadly 2", "deadly 3"] } },
      ]);
    },
  );

  it("is a dead letter with all its attempts, whatever state is asked for", async () => {
    const id = await poisoned();
    for (const query of [{}, { state: "all" }, { tenant_id: tenantId }]) {
      expect((await list(query)).items).toMatchObject([
        {
          job: { id, status: "failed", failure_reason: "poisoned" },
          lost_agents: 3,
          state: "open",
          requeued_job_id: null,
          attempts: [
            { attempt: 1, agent: { name: "deadly 1" }, outcome: "lost", reason: "agent_lost" },
            { attempt: 2, agent: { name: "deadly 2" }, outcome: "lost", reason: "agent_lost" },
            { attempt: 3, agent: { name: "deadly 3" }, outcome: "failed", reason: "poisoned" },
          ],
        },
      ]);
    }
    expect((await list({ state: "dismissed" })).items).toEqual([]);
    expect((await list({ tenant_id: restId })).items).toEqual([]);
  });

  it("is listed page by page without repetition", async () => {
    const ids = [await poisoned(), await poisoned(), await poisoned()].reverse();
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, cursor: first.next_cursor });
    expect([...first.items, ...second.items].map((letter) => letter.job.id)).toEqual(ids);
    expect(second.next_cursor).toBeNull();
  });

  it("that its tenant wants cancelled is cancelled and no dead letter", async () => {
    const id = await submit();
    await lose(id);
    await lose(id);
    await database.pool.query("UPDATE queue_items SET ready_at = now() - interval '1 s'");
    await claim(database.pool, agentId);
    await cancelJob(tenantContext(database.pool, tenantId), { id });
    await database.pool.query("UPDATE job_leases SET lease_expires_at = now() - interval '1 s'");
    await runMaintenance(admin());
    expect(await job(id)).toMatchObject({ status: "cancelled", failure_reason: null });
    expect((await list()).items).toEqual([]);
  });
});

it("only agents that fell silent by themselves count: not one that gave the job back, nor a mass silence", async () => {
  const id = await submit();
  await lose(id);
  const { jobs } = await claim(database.pool, restId);
  expect(jobs).toMatchObject([{ id, attempt: 2 }]);
  await report(database.pool, restId, { id, attempt: 2 }, "released");
  await lose(id);

  await database.pool.query("UPDATE queue_items SET ready_at = now() - interval '1 s'");
  expect((await claim(database.pool, agentId)).jobs).toMatchObject([{ id, attempt: 4 }]);
  await createAgent(database.pool);
  await database.pool.query(
    "UPDATE agent_heartbeats SET last_seen_at = now() - interval '340 s', beat_at = now() - interval '340 s'",
  );
  await database.pool.query("UPDATE job_leases SET lease_expires_at = now() - interval '310 s'");
  await runMaintenance(admin());
  await database.pool.query(
    "UPDATE agent_heartbeats SET last_seen_at = now(), beat_at = now(), reported_offline = false",
  );
  expect(await job(id)).toMatchObject({ status: "queued", attempt: 5 });
  const { rows } = await database.pool.query(
    "SELECT reason FROM attempts WHERE job_id = $1 ORDER BY attempt",
    [id],
  );
  expect(rows.map((row) => row.reason)).toEqual([
    "agent_lost",
    "agent_stopped",
    "agent_lost",
    "mass_silence",
  ]);
  await lose(id);
  expect(await job(id)).toMatchObject({ status: "failed", failure_reason: "poisoned", attempt: 5 });
});

it("an agent that is lost again and again counts once: its jobs fail by their attempts", async () => {
  const id = await submit(4);
  for (let reboot = 0; reboot < 3; reboot++) await lose(id, agentId);
  expect(await job(id)).toMatchObject({ status: "queued", attempt: 4 });
  await lose(id, agentId);
  expect(await job(id)).toMatchObject({ status: "failed", failure_reason: "agent_lost", attempt: 4 });
  expect((await list({ state: "all" })).items).toEqual([]);
});

it("a tenant's own agents do not count: what they lose fails by its attempts, and is no admin's matter", async () => {
  const own = await Promise.all([1, 2, 3].map(() => createAgent(database.pool, { tenantId })));
  const id = await submit(4, "any");
  for (const agent of own) await lose(id, agent.id);
  expect(await job(id)).toMatchObject({ status: "queued", attempt: 4 });
  await lose(id);
  expect(await job(id)).toMatchObject({ status: "failed", failure_reason: "agent_lost", attempt: 4 });
  expect((await list({ state: "all" })).items).toEqual([]);
});

describe("queueing a dead letter again", () => {
  it("makes one new job with fresh attempts, however often and however parallel it is asked for", async () => {
    const id = await poisoned();
    const answers = await Promise.all([1, 2, 3].map(() => requeueDeadLetter(admin(), { id })));
    answers.push(await requeueDeadLetter(admin(), { id }));
    const ids = new Set(answers.map(({ dead_letter }) => dead_letter.requeued_job_id));
    expect(ids.size).toBe(1);
    const [again] = ids;
    expect(answers[0]?.dead_letter).toMatchObject({ state: "requeued", resolved_by: "admin@example.com" });
    expect(await job(id)).toMatchObject({ status: "failed", failure_reason: "poisoned" });
    expect(await job(again ?? "")).toMatchObject({
      status: "queued",
      tenant_id: tenantId,
      attempt: 1,
      max_attempts: 10,
      retry_of_job_id: id,
      target: "https://example.com",
    });
    expect(await audits(id, "job.dead_letter_requeued")).toMatchObject([
      { actor_type: "user", before: { state: "open" }, after: { requeued_job_id: again } },
    ]);
    expect((await list({ state: "requeued" })).items).toHaveLength(1);
    expect((await list()).items).toEqual([]);
    const { jobs } = await claim(database.pool, restId);
    expect(jobs).toMatchObject([{ id: again, attempt: 1 }]);
    await report(database.pool, restId, { id: again ?? "", attempt: 1 }, "succeeded");
  });

  it("of a tenant whose queue is full or whose plan has ended says so, and it stays open", async () => {
    const id = await poisoned();
    const refused = async (code: string, message: string) => {
      await expect(requeueDeadLetter(admin(), { id })).rejects.toMatchObject({ code, message });
      expect((await list()).items).toMatchObject([{ job: { id }, state: "open" }]);
    };
    await database.pool.query(
      `INSERT INTO limit_overrides (tenant_id, key, value, reason, set_by)
       VALUES ($1, 'platform_agents:max_queued_jobs', '0', 'test', 'test')`,
      [tenantId],
    );
    await refused("queue_full", "The tenant's queue is full: its plan queues 0 jobs, and 0 are waiting.");
    await database.pool.query("DELETE FROM limit_overrides");
    await database.pool.query("UPDATE subscriptions SET status = 'cancelled'");
    await refused(
      "platform_agents_not_available",
      "The tenant is suspended, or its plan has no platform agents. Change that first, then queue the scan again.",
    );
    await database.pool.query("UPDATE subscriptions SET status = 'active'");
    await database.pool.query("UPDATE jobs SET target = 'http://127.0.0.1/' WHERE id = $1", [id]);
    await refused(
      "conflict",
      expect.stringMatching(/^The scan cannot be submitted as it was: target .*[^.]\.$/),
    );
    expect(await audits(id, "job.dead_letter_requeued")).toEqual([]);
  });

  it("is done when its tenant runs it again: nobody is asked any more, and no admin makes a second job", async () => {
    const id = await poisoned();
    const tenant = tenantContext(database.pool, tenantId);
    const retries = [1, 2].map((nth) => retryJob(tenant, { id, idempotencyKey: `again ${nth}` }));
    const [answer, ...made] = await Promise.all([requeueDeadLetter(admin(), { id }), ...retries]);
    const first = answer.dead_letter.requeued_job_id;
    const byTenant = made.some(({ job: again }) => again.id === first);
    expect((await list()).items).toEqual([]);
    const { rows } = await database.pool.query("SELECT FROM jobs WHERE retry_of_job_id = $1", [id]);
    expect(rows).toHaveLength(byTenant ? 2 : 3);
    await database.pool.query("DELETE FROM jobs");

    const other = await poisoned();
    const { job: again } = await retryJob(tenant, { id: other, idempotencyKey: null });
    const { dead_letter } = await requeueDeadLetter(admin(), { id: other });
    expect(dead_letter).toMatchObject({
      state: "requeued",
      requeued_job_id: again.id,
      resolved_by: tenant.actor.name,
    });
    expect(await audits(other, "job.dead_letter_requeued")).toMatchObject([
      { before: { state: "open" }, after: { requeued_job_id: again.id } },
    ]);
  });

  it("of a job that is none, or of another kind of thing, finds nothing", async () => {
    const id = await submit();
    for (const unknown of [id, agentId]) {
      await expect(requeueDeadLetter(admin(), { id: unknown })).rejects.toMatchObject({ code: "not_found" });
      await expect(dismissDeadLetter(admin(), { id: unknown })).rejects.toMatchObject({ code: "not_found" });
    }
    await cancelJob(tenantContext(database.pool, tenantId), { id });
  });
});

describe("dismissing a dead letter", () => {
  it("takes it from the open ones with one audit entry, however often; it can still be queued again", async () => {
    const id = await poisoned();
    const first = await dismissDeadLetter(admin(), { id });
    expect(first.dead_letter).toMatchObject({ state: "dismissed", requeued_job_id: null });
    expect(await dismissDeadLetter(admin(), { id })).toEqual(first);
    expect(await audits(id, "job.dead_letter_dismissed")).toHaveLength(1);
    const { rows: told } = await database.pool.query(
      "SELECT tenant_id FROM events WHERE type = 'job.dead_letter_dismissed' AND subject_id = $1",
      [id],
    );
    expect(told).toEqual([{ tenant_id: SYSTEM_TENANT_ID }]);
    expect((await list()).items).toEqual([]);
    const again = await requeueDeadLetter(admin(), { id });
    expect(again.dead_letter.state).toBe("requeued");
    await expect(dismissDeadLetter(admin(), { id })).rejects.toMatchObject({ code: "conflict" });
  });
});
