import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openPool, statementsSent } from "@/lib/db/pool";
import { findDueDutiesAcrossTenants } from "@/lib/db/queue/find-due-duties";
import { tryMaintenanceLock } from "@/lib/db/queue/try-maintenance-lock";
import { transaction } from "@/lib/db/transaction";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { type Log, log } from "@/lib/log";
import { recordHeartbeat } from "@/lib/services/agent-protocol/record-heartbeat";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { DUTY_TIMES } from "@/lib/services/maintenance/duties";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { deleteAgent } from "@/lib/services/platform-agents/delete-agent";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, claim, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;

/** A database a test: maintenance looks at everything. */
beforeEach(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
});

afterEach(async () => {
  vi.useRealTimers();
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.drop();
});

const run = (skip: readonly string[] = []) => runMaintenance(agentContext(database.pool, "none"), skip);
const make = async (options: JobOptions) => (await createJob(database.pool, tenantId, options)).id;

/** What the run changed, by duty, without those that changed nothing. */
async function changes(skip: readonly string[] = []): Promise<Record<string, number>> {
  const report = await run(skip);
  expect(report.skipped).toBe(false);
  for (const duty of report.duties) expect(duty.error).toBeNull();
  return Object.fromEntries(report.duties.filter((d) => d.changed > 0).map((d) => [d.name, d.changed]));
}

async function jobs(): Promise<Record<string, string>> {
  const { rows } = await database.pool.query<{ id: string; state: string }>(
    "SELECT id, status || COALESCE(' ' || failure_reason, '') AS state FROM jobs",
  );
  return Object.fromEntries(rows.map((row) => [row.id, row.state]));
}

async function one(sql: string, values: unknown[] = []): Promise<unknown> {
  const { rows } = await database.pool.query<Record<string, unknown>>(sql, values);
  return Object.values(rows[0] ?? {})[0];
}

describe("maintenance", () => {
  it("lists every duty, and finds nothing to do in a healthy installation, again and again", async () => {
    const agent = await createAgent(database.pool);
    await make({});
    await make({ status: "running", agent });
    const report = await run();
    expect(report.duties.map((duty) => duty.name)).toEqual([
      "end_tier_pauses",
      "expire_queued_jobs",
      "finish_cancellations",
      "time_out_runs",
      "rescue_lost_leases",
      "charge_running_jobs",
      "refresh_fair_order",
      "sample_waits",
      "finish_drains",
      "mark_offline_agents",
      "watch_rescue_brake",
      "prune",
      "check_queue",
      "remove_old_history",
    ]);
    expect(await changes()).toEqual({});
  });

  it("expires what waited too long, by the limit of the highest tier that the job may run on", async () => {
    const limits = { shared: 3600, dedicated: 1800, premium: 600 } as const;
    for (const [tier, seconds] of Object.entries(limits)) {
      const { job } = await submitJob(tenantContext(database.pool, tenantId), {
        body: scanBody({ tier: tier as keyof typeof limits }),
        idempotencyKey: null,
      });
      const sql = "SELECT extract(epoch FROM expires_at - queued_at)::int FROM queue_items WHERE job_id = $1";
      expect(await one(sql, [job.id])).toBe(seconds);
    }
    await database.pool.query("UPDATE queue_items SET expires_at = now() WHERE tier_ceiling < 100");
    expect(await changes()).toEqual({ expire_queued_jobs: 2 });
    expect(Object.values(await jobs()).sort()).toEqual([
      "expired queue_timeout",
      "expired queue_timeout",
      "queued",
    ]);
    expect(await one("SELECT count(*)::int FROM audit_log WHERE action = 'job.expired'")).toBe(2);
  });

  it("clears in one run what waited too long, however much, but for what somebody else is just changing", async () => {
    const { pool } = database;
    await pool.query(
      `INSERT INTO jobs (id, tenant_id, number, kind, tool, target, priority_base, tier_max, selection_mode, max_attempts,
                         timeout_seconds, queued_at, submitted_by)
       SELECT gen_random_uuid(), $1, n, 'scan', 'nmap', 'https://example.com', 100, 'premium', 'platform_only', 3, 300,
              now() - interval '20 minutes', 'test' FROM generate_series(1, 1201) n`,
      [tenantId],
    );
    await pool.query(
      `INSERT INTO queue_items (job_id, tenant_id, tool, capabilities, tier_ceiling, selection_mode, priority, queued_at, ready_at, expires_at)
       SELECT id, tenant_id, tool, capabilities, 100, selection_mode, priority, queued_at, queued_at,
              queued_at + interval '10 minutes' FROM jobs`,
    );
    await pool.query("UPDATE tenants SET last_job_number = 1201 WHERE id = $1", [tenantId]);
    // However slow this machine is.
    vi.useFakeTimers({ toFake: ["performance"] });
    await transaction(pool, async (tx) => {
      await tx.query("SELECT FROM queue_items LIMIT 1 FOR UPDATE");
      expect(await changes()).toEqual({ expire_queued_jobs: 1200 });
    });
    expect(await changes()).toEqual({ expire_queued_jobs: 1 });
  });

  it("ends in one run all that has run too long and all that was to be cancelled, however much", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 1000 });
    const overdue = { status: "running", agent, timeoutSeconds: 60, runSeconds: 90 } as const;
    await Promise.all(Array.from({ length: 402 }, () => make(overdue)));
    await database.pool.query(
      `UPDATE job_leases SET cancel_requested_at = now() - interval '40 seconds'
        WHERE job_id IN (SELECT job_id FROM job_leases LIMIT 201)`,
    );
    vi.useFakeTimers({ toFake: ["performance"] });
    expect(await changes()).toEqual({ finish_cancellations: 201, time_out_runs: 201 });
  });

  it("does each duty once, in bounded batches, and a second run at the same time says that it was skipped", async () => {
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 10 });
    const cancelled = await make({ status: "running", agent });
    const overdue = await make({ status: "running", agent, timeoutSeconds: 60, runSeconds: 90 });
    const justOver = await make({ status: "running", agent, timeoutSeconds: 60, runSeconds: 65 });
    const lost = await make({ status: "running", agent, leaseSeconds: -1 });
    const last = await make({ status: "assigned", agent, leaseSeconds: -1, maxAttempts: 1 });
    await database.pool.query(
      "UPDATE job_leases SET cancel_requested_at = now() - interval '40 seconds' WHERE job_id = $1",
      [cancelled],
    );
    const drained = await createAgent(database.pool, { status: "draining" });
    const draining = await createAgent(database.pool, { status: "draining" });
    const kept = await make({ status: "running", agent: draining });
    await createAgent(database.pool, { health: "offline" });
    await createAgent(database.pool, { health: "degraded" });

    const reports = await Promise.all([run(), run(), run(), run()]);
    const done = reports.filter((report) => !report.skipped);
    expect(reports.length - done.length).toBeGreaterThan(0);
    const total: Record<string, number> = {};
    for (const duty of done.flatMap((report) => report.duties)) {
      total[duty.name] = (total[duty.name] ?? 0) + duty.changed;
    }
    expect(total).toEqual({
      end_tier_pauses: 0,
      expire_queued_jobs: 0,
      finish_cancellations: 1,
      time_out_runs: 1,
      rescue_lost_leases: 2,
      charge_running_jobs: 0,
      refresh_fair_order: 0,
      sample_waits: 0,
      finish_drains: 1,
      mark_offline_agents: 1,
      watch_rescue_brake: 0,
      prune: 0,
      check_queue: 0,
      remove_old_history: 0,
    });
    expect(await jobs()).toEqual({
      [cancelled]: "cancelled",
      [overdue]: "timed_out run_timeout",
      [justOver]: "running",
      [lost]: "queued",
      [last]: "failed agent_lost",
      [kept]: "running",
    });
    expect(await one("SELECT status FROM agents WHERE id = $1", [drained.id])).toBe("drained");
    expect(await one("SELECT status FROM agents WHERE id = $1", [draining.id])).toBe("draining");
    expect(await one("SELECT count(*)::int FROM events WHERE type = 'agent.offline'")).toBe(1);
    expect(await changes()).toEqual({});
  });

  it("removes lanes that nobody waits in and no agent served, so that invented wishes do not pile up", async () => {
    const served = await make({});
    await claim(database.pool, (await createAgent(database.pool)).id);
    const invented = await make({ capabilities: ["nobody-has-this"] });
    await database.pool.query("DELETE FROM jobs WHERE id = ANY ($1)", [[served, invented]]);
    // The first run takes the tenant out of it.
    await run();
    await run();
    expect(await one("SELECT count(*)::int FROM queue_lanes")).toBe(1);
    expect(await one("SELECT count(*)::int FROM queue_lanes WHERE capabilities = '{}'")).toBe(1);
  });

  it("that holds the lock keeps a second one out, and a lock whose holder died is free", async () => {
    let inner: unknown;
    await tryMaintenanceLock(database.pool, async () => {
      inner = await run();
    });
    expect(inner).toMatchObject({ skipped: true, duties: [] });
    await expect(tryMaintenanceLock(database.pool, () => Promise.reject(new Error("died")))).rejects.toThrow(
      "died",
    );
    expect((await run()).skipped).toBe(false);
  });

  it("asks an idle installation one question for all that is told by rows that are not there", async () => {
    await createAgent(database.pool);
    // The tenant's history is looked at, and then left alone for an hour.
    await run();
    const db = openPool(database.url, 4);
    try {
      const before = statementsSent(db);
      const { duties } = await runMaintenance({ db, log }, ["prune", "check_queue"]);
      expect(duties.every(({ changed, error }) => changed === 0 && error === null)).toBe(true);
      // The lock, the question, and the lock again.
      expect(statementsSent(db) - before).toBe(3);
    } finally {
      await db.end();
    }
  });

  it("goes on with the other duties when one fails, and says so", async () => {
    await database.pool.query("ALTER TABLE claim_requests RENAME TO claim_requests_away");
    await make({ expiresInSeconds: -1 });
    const report = await run();
    expect(report.duties.find((duty) => duty.name === "prune")?.error).toBe("failed; see the log");
    expect(report.duties.find((duty) => duty.name === "expire_queued_jobs")?.changed).toBe(1);
  });

  it("rescues everybody else's jobs though the rows of one contradict each other, and tells of that one", async () => {
    for (let i = 0; i < 5; i++) await createAgent(database.pool);
    const agent = await createAgent(database.pool, { maxConcurrentJobs: 9 });
    const lost = { status: "running", agent } as const;
    const faulty = await make({ ...lost, leaseSeconds: -20 });
    await database.pool.query(
      `INSERT INTO queue_items (job_id, tenant_id, tool, capabilities, tier_ceiling, selection_mode, priority, queued_at, ready_at, expires_at)
       SELECT id, tenant_id, tool, capabilities, 0, selection_mode, priority, queued_at, queued_at, now() + interval '1 hour'
         FROM jobs WHERE id = $1`,
      [faulty],
    );
    const others = [];
    for (let i = 0; i < 5; i++) others.push(await make({ ...lost, leaseSeconds: -10 }));
    const told: unknown[] = [];
    const ctx = agentContext(database.pool, "none");
    const tell = (fields: object) => told.push(fields);
    const listening = Object.assign(Object.create(ctx.log) as Log, { error: tell });
    const { duties } = await runMaintenance({ ...ctx, log: listening });
    expect(duties.find(({ name }) => name === "rescue_lost_leases")).toMatchObject({
      changed: 5,
      error: null,
    });
    expect(told).toMatchObject([{ jobId: faulty }]);
    const states = await jobs();
    expect(others.map((id) => states[id])).toEqual(Array.from(others, () => "queued"));
    expect(states[faulty]).toBe("running");
    // The rest of this file leaves no fault behind.
    await database.pool.query("DELETE FROM queue_items WHERE job_id = $1", [faulty]);
  });

  it("leaves out what it is told to, e.g. rescue right after a start", async () => {
    const agent = await createAgent(database.pool);
    const job = await make({ status: "running", agent, leaseSeconds: -1 });
    expect(await changes(["rescue_lost_leases"])).toEqual({});
    expect(await jobs()).toEqual({ [job]: "running" });
  });

  it("tells an agent's death once, and its return ends it", async () => {
    const agent = await createAgent(database.pool, { health: "offline" });
    expect(await changes()).toEqual({ mark_offline_agents: 1 });
    expect(await changes()).toEqual({});
    await recordHeartbeat(agentContext(database.pool, agent.id), { current_jobs: 0 });
    expect(
      await one("SELECT string_agg(type, ' ' ORDER BY id) FROM events WHERE subject_id = $1", [agent.id]),
    ).toBe("agent.offline agent.online");
  });

  it("does not tell of a deleted agent that it is silent, and looks at it no more", async () => {
    const { pool } = database;
    const agent = await createAgent(pool);
    await deleteAgent(tenantContext(pool, SYSTEM_TENANT_ID), { id: agent.id, isForced: false });
    await pool.query("UPDATE agent_heartbeats SET last_seen_at = now() - interval '2 minutes'");
    const isDue = async () => (await findDueDutiesAcrossTenants(pool, DUTY_TIMES)).mark_offline_agents;
    expect(await isDue()).toBe(true);
    expect(await changes()).toEqual({});
    expect(await isDue()).toBe(false);
    expect(await one("SELECT string_agg(type, ' ' ORDER BY id) FROM events")).toBe("agent.deleted");
    expect(await one("SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log")).toBe("agent.deleted");
  });
});

describe("the brake", () => {
  const silence = (seconds: number) =>
    database.pool.query(
      `UPDATE agent_heartbeats SET last_seen_at = now() - make_interval(secs => $1), beat_at = now() - make_interval(secs => $1)
        WHERE agent_id IN (SELECT agent_id FROM job_leases)`,
      [seconds],
    );

  beforeEach(async () => {
    for (let i = 0; i < 5; i++) {
      const agent = await createAgent(database.pool);
      if (i < 3) await make({ status: "running", agent, leaseSeconds: -10 });
    }
  });

  it("holds the jobs of over half the fleet that falls silent at once, for five minutes and no longer", async () => {
    for (const seconds of [40, 100, 250]) {
      await silence(seconds);
      await database.pool.query(
        "UPDATE job_leases SET lease_expires_at = now() - make_interval(secs => $1)",
        [seconds - 30],
      );
      expect(await changes()).toEqual({});
      expect(await changes()).toEqual({});
    }
    await silence(340);
    await database.pool.query("UPDATE job_leases SET lease_expires_at = now() - interval '310 seconds'");
    expect(await changes()).toEqual({ rescue_lost_leases: 3, mark_offline_agents: 3 });
  });

  it("holds all of them in an outage as it comes: beats are spread, and so are the ends of leases", async () => {
    const ids = await database.pool.query<{ id: string }>("SELECT agent_id AS id FROM job_leases");
    const agents = ids.rows.map(({ id }) => id);
    for (let i = 0; i < 17; i++) {
      const agent = await createAgent(database.pool);
      await make({ status: "running", agent });
      agents.push(agent.id);
    }
    // When the network went, agent n of 20 had been heard n / 2 seconds before, and its lease renewed then.
    for (let seconds = 16; seconds <= 44; seconds += 2) {
      await database.pool.query(
        `WITH a AS (SELECT id, $2 + (n - 1) / 2.0 AS ago FROM unnest($1::uuid[]) WITH ORDINALITY AS u(id, n)),
              h AS (UPDATE agent_heartbeats b SET beat_at = clock_timestamp() - make_interval(secs => ago) FROM a WHERE agent_id = id)
         UPDATE job_leases SET lease_expires_at = clock_timestamp() + make_interval(secs => 30 - ago) FROM a WHERE agent_id = id`,
        [agents, seconds],
      );
      expect(await changes()).toEqual({});
    }
  });

  it("goes by beats alone: polls that look open and agents that were never heard loosen nothing", async () => {
    for (let i = 0; i < 7; i++) await createAgent(database.pool, { health: "pending" });
    await silence(40);
    await database.pool.query(
      "UPDATE agent_heartbeats SET last_seen_at = now(), polling_until = now() + interval '40 s'",
    );
    expect(await changes()).toEqual({});
  });

  it("does not hold what tenants' own agents have lost", async () => {
    const agent = await createAgent(database.pool, { tenantId });
    const own = await make({ status: "running", agent, leaseSeconds: -10, selectionMode: "tenant_only" });
    await silence(40);
    expect(await changes()).toEqual({ rescue_lost_leases: 1 });
    expect((await jobs())[own]).toBe("queued");
    expect(await one("SELECT reason FROM attempts WHERE job_id = $1", [own])).toBe("agent_lost");
  });

  it("does not hold the jobs of a few", async () => {
    for (let i = 0; i < 4; i++) await createAgent(database.pool);
    await silence(40);
    expect(await changes()).toEqual({ rescue_lost_leases: 3 });
  });

  it("tells the log once when it begins and once when it ends, however often maintenance runs", async () => {
    const said: unknown[] = [];
    const tell = (fields: object, text: string) => said.push({ ...fields, text });
    const { log } = agentContext(database.pool, "none");
    const listening = Object.assign(Object.create(log) as Log, { error: tell, warn: tell });
    const runThrice = async () => {
      for (let i = 0; i < 3; i++) await runMaintenance({ db: database.pool, log: listening });
      return said.splice(0);
    };
    await silence(0);
    await database.pool.query("UPDATE job_leases SET lease_expires_at = now() + interval '30 seconds'");
    expect(await runThrice()).toEqual([]);
    for (let i = 0; i < 2; i++) {
      await silence(40);
      await database.pool.query("UPDATE job_leases SET lease_expires_at = now() - interval '10 seconds'");
      const held = "over half the fleet is silent: leases are held for up to five minutes";
      expect(await runThrice()).toEqual([{ fleet: 5, silent: 3, text: held }]);
      await silence(0);
      await database.pool.query("UPDATE job_leases SET lease_expires_at = now() + interval '30 seconds'");
      const ended = "over half the fleet is silent no more: lost leases are taken away again";
      expect(await runThrice()).toEqual([{ fleet: 5, silent: 0, text: ended }]);
    }
  });
});

describe("pruning", () => {
  it("removes what has served its time, however much, and nothing younger", async () => {
    const agent = await createAgent(database.pool);
    for (const age of ["25 hours", "1 minute"]) {
      await database.pool.query(
        `INSERT INTO claim_requests (agent_id, request_id, jobs, created_at) VALUES ($1, $2, '[]', now() - $2::text::interval)`,
        [agent.id, age],
      );
      await database.pool.query(
        `INSERT INTO rate_limits (bucket, tokens, updated_at) VALUES ($1, 1, now() - $1::text::interval)`,
        [age],
      );
    }
    for (const age of ["25 hours", "23 hours"]) {
      await database.pool.query(
        `INSERT INTO idempotency_keys (tenant_id, key, request_hash, response, created_at) VALUES ($1, $2, 'x', '{}', now() - $2::text::interval)`,
        [tenantId, age],
      );
    }
    await database.pool.query(
      `INSERT INTO events (at, tenant_id, type, subject_type, subject_id)
       -- One in a hundred is younger than its number says.
       SELECT now() - CASE WHEN n % 100 = 0 THEN interval '6 days' ELSE interval '8 days' END, $1, 'test', 'test', $1
         FROM generate_series(1, 12500) n`,
      [tenantId],
    );
    vi.useFakeTimers({ toFake: ["performance"] });
    expect(await changes()).toEqual({ prune: 12_378 });
    expect(await one("SELECT count(*)::int FROM events WHERE at < now() - interval '7 days'")).toBe(0);
    expect(await one("SELECT count(*)::int FROM events WHERE type = 'test'")).toBe(125);
    expect(await one("SELECT string_agg(request_id, '') FROM claim_requests")).toBe("1 minute");
    expect(await one("SELECT string_agg(bucket, '') FROM rate_limits")).toBe("1 minute");
    expect(await one("SELECT string_agg(key, '') FROM idempotency_keys")).toBe("23 hours");
  });
});
