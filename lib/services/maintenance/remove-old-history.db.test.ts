import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { insertEvent } from "@/lib/db/events/insert-event";
import { upsertFindings } from "@/lib/db/findings/upsert-findings";
import { addLogBytes, insertLogChunks, lockLogStream } from "@/lib/db/logs/append-log";
import { transaction } from "@/lib/db/transaction";
import { historyTurn, TENANTS_A_RUN } from "@/lib/domain/plan/history-turn";
import { getJob } from "@/lib/services/jobs/get-job";
import { listAttempts } from "@/lib/services/jobs/list-attempts";
import { retryJob } from "@/lib/services/jobs/retry-job";
import { removeOldHistory } from "@/lib/services/maintenance/remove-old-history";
import { updateTenant } from "@/lib/services/tenants/update-tenant";
import { adminContext } from "@/lib/testing/admin-context";
import { ageJob } from "@/lib/testing/factories/age-job";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant, type TenantOptions } from "@/lib/testing/factories/create-tenant";
import { tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let agent: Awaited<ReturnType<typeof createAgent>>;

/** A database a test: the duty looks at everybody. */
beforeEach(async () => {
  database = await createTestDatabase();
  agent = await createAgent(database.pool, { maxConcurrentJobs: 100 });
});

afterEach(async () => {
  expect(await findQueueFaults(database.pool)).toEqual([]);
  await database.drop();
});

const newTenant = async (options: TenantOptions = {}) => (await createTenant(database.pool, options)).id;

async function endedJob(tenantId: string, days: number, options: JobOptions = {}): Promise<string> {
  const { id } = await createJob(database.pool, tenantId, { status: "succeeded", agent, ...options });
  await ageJob(database.pool, id, days);
  return id;
}

const run = () => removeOldHistory(adminContext(database.pool));

async function runUntilDone(): Promise<void> {
  while ((await run()) > 0);
}

async function keptJobs(tenantId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    "SELECT id FROM jobs WHERE tenant_id = $1 ORDER BY id",
    [tenantId],
  );
  return rows.map(({ id }) => id);
}

async function count(table: string, where = "true", values: unknown[] = []): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE ${where}`,
    values,
  );
  return rows[0]?.n ?? -1;
}

async function audited(tenantId: string): Promise<unknown[]> {
  const { rows } = await database.pool.query<{ after: unknown }>(
    "SELECT after FROM audit_log WHERE tenant_id = $1 AND action = 'history.removed' AND actor_type = 'system' ORDER BY id",
    [tenantId],
  );
  return rows.map(({ after }) => after);
}

/** Many ended jobs at once, without attempts. */
async function manyOldJobs(tenantId: string, jobs: number, days: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO jobs (id, tenant_id, number, kind, tool, target, priority_base, tier_max, selection_mode, status, max_attempts,
                       timeout_seconds, queued_at, finished_at, submitted_by)
     SELECT gen_random_uuid(), $1, 100000 + n, 'scan', 'nmap', 'example.com', 25, 'shared', 'platform_only', 'cancelled', 3, 60,
            now() - make_interval(days => $3, secs => n), now() - make_interval(days => $3, secs => n), 'test'
       FROM generate_series(1, $2::int) AS n`,
    [tenantId, jobs, days],
  );
}

async function writeLog(tenantId: string, jobId: string, pieces: readonly Buffer[]): Promise<void> {
  const key = { jobId, attempt: 1, tenantId, stream: "stdout" } as const;
  await transaction(database.pool, async (tx) => {
    let { nextOffset: end } = await lockLogStream(tx, key);
    for (const data of pieces) {
      await insertLogChunks(tx, key, [{ offset: end, data, ageMs: 0 }], end + data.length);
      await addLogBytes(tx, key, data.length);
      end += data.length;
    }
  });
}

const finding = (fingerprint: string) => ({
  fingerprint,
  ruleId: "rule",
  location: "/",
  title: "Title",
  description: "",
  severity: "high" as const,
  confidence: "high" as const,
  cwe: [],
  cve: [],
  evidence: "",
  remediation: null,
  references: [],
});

async function see(tenantId: string, jobId: string, fingerprints: readonly string[]): Promise<void> {
  const sighting = { tenantId, jobId, attempt: 1, target: "https://example.com", toolFamily: "web" };
  await upsertFindings(database.pool, sighting, fingerprints.map(finding));
}

describe("how long an ended job is kept", () => {
  test("is the plan's: 30, 90, 365 and 730 days from its end, told on the job", async () => {
    const plans = { free: 30, team: 90, business: 365, enterprise: 730 } as const;
    for (const [plan, days] of Object.entries(plans)) {
      const tenantId = await newTenant({ plan: plan as keyof typeof plans });
      await endedJob(tenantId, days + 0.01);
      const kept = await endedJob(tenantId, days - 0.01);
      expect(await run()).toBe(1);
      expect(await keptJobs(tenantId)).toEqual([kept]);
      const { job } = await getJob(tenantContext(database.pool, tenantId), { id: kept });
      const told = new Date(job.kept_until ?? 0).getTime() - new Date(job.finished_at ?? 0).getTime();
      expect(told).toBe(days * 86_400_000);
    }
  });

  test("is an override's while it lasts, longer or shorter than the plan's", async () => {
    const key = "platform_agents:history_days";
    const [longer, shorter, over] = [
      await newTenant({ plan: "free", overrides: { [key]: 3650 } }),
      await newTenant({ plan: "enterprise", overrides: { [key]: 1 } }),
      await newTenant({ plan: "free", overrides: { [key]: 3650 } }),
    ];
    await database.pool.query("UPDATE limit_overrides SET expires_at = now() WHERE tenant_id = $1", [over]);
    for (const tenantId of [longer, shorter, over]) await endedJob(tenantId, 40);
    expect(await run()).toBe(2);
    expect([await keptJobs(longer), await keptJobs(shorter), await keptJobs(over)]).toMatchObject([
      [expect.any(String)],
      [],
      [],
    ]);
  });

  test("changes with the plan and with the override: the next run goes by the new one", async () => {
    const tenantId = await newTenant({ plan: "enterprise" });
    for (const days of [10, 50, 200]) await endedJob(tenantId, days);
    const change = (body: Parameters<typeof updateTenant>[1]["body"]) =>
      updateTenant(adminContext(database.pool), { id: tenantId, body });
    const override = (value: number) => ({
      "platform_agents:history_days": { value, reason: "test", expires_at: null },
    });
    expect(await run()).toBe(0);
    await change({ plan: "team" });
    expect(await run()).toBe(1);
    await change({ plan: "free", limits_override: override(100) });
    expect(await run()).toBe(0);
    await change({ limits_override: { "platform_agents:history_days": null } });
    expect(await run()).toBe(1);
    await change({ limits_override: override(5) });
    expect(await run()).toBe(1);
    expect(await keptJobs(tenantId)).toEqual([]);
  });

  test("goes by the plan also while the tenant is suspended or has cancelled, and is for ever without a plan", async () => {
    const suspended = await newTenant({ plan: "free", status: "suspended" });
    const cancelled = await newTenant({ plan: "free" });
    await database.pool.query("UPDATE subscriptions SET status = 'cancelled' WHERE tenant_id = $1", [
      cancelled,
    ]);
    const none = await newTenant({ plan: null });
    for (const tenantId of [suspended, cancelled, none]) {
      await endedJob(tenantId, 31);
      await endedJob(tenantId, 29);
    }
    await runUntilDone();
    expect((await keptJobs(suspended)).length).toBe(1);
    expect((await keptJobs(cancelled)).length).toBe(1);
    expect((await keptJobs(none)).length).toBe(2);
  });
});

test("a job that waits or runs is never removed, however old it is, and has no date", async () => {
  const tenantId = await newTenant({ plan: "free" });
  const live: string[] = [];
  for (const status of ["queued", "assigned", "running"] as const) {
    const options = status === "queued" ? {} : { agent };
    const { id } = await createJob(database.pool, tenantId, { status, ...options });
    await ageJob(database.pool, id, 4000);
    const { job } = await getJob(tenantContext(database.pool, tenantId), { id });
    expect(job.kept_until).toBeNull();
    live.push(id);
  }
  // What has ended gives the tenant its turn.
  await endedJob(tenantId, 31);
  expect(await run()).toBe(1);
  expect(await keptJobs(tenantId)).toEqual(live.sort());
});

test("every way to end counts as an end", async () => {
  const tenantId = await newTenant({ plan: "free" });
  for (const status of ["succeeded", "failed", "cancelled", "timed_out", "expired"] as const) {
    const { id } = await createJob(database.pool, tenantId, {
      status,
      ...(status === "expired" ? {} : { agent }),
    });
    await ageJob(database.pool, id, 31);
  }
  expect(await run()).toBe(5);
});

test("nothing that names the job is left in any table but the audit log and the findings, which outlive their runs", async () => {
  const tenantId = await newTenant({ plan: "free" });
  const [old, kept] = [await endedJob(tenantId, 31), await endedJob(tenantId, 29)];
  for (const id of [old, kept]) {
    await writeLog(tenantId, id, [Buffer.from("line\n")]);
    await see(tenantId, id, ["both", id]);
    await insertEvent(database.pool, {
      tenantId,
      type: "job.succeeded",
      subjectType: "job",
      subjectId: id,
    });
  }
  const { rows: columns } = await database.pool.query<{ name: string; column: string }>(
    `SELECT c.table_name AS name, c.column_name AS column FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
        AND (c.column_name IN ('job_id', 'subject_id') OR (c.table_name, c.column_name) = ('jobs', 'id'))`,
  );
  const names = async (id: string) => {
    const found: string[] = [];
    for (const { name, column } of columns)
      if ((await count(name, `${column} = $1`, [id])) > 0) found.push(name);
    return found.sort();
  };
  const everywhere = ["attempts", "events", "job_findings", "jobs", "log_chunks", "log_streams"];
  expect(await names(old)).toEqual(everywhere);
  expect(await run()).toBe(1);
  expect(await names(old)).toEqual([]);
  expect(await names(kept)).toEqual(everywhere);
  expect(await count("findings", "tenant_id = $1 AND state IN ('new', 'open')", [tenantId])).toBe(3);
  expect(await audited(tenantId)).toEqual([{ jobs: 1, log_bytes: 5, archives: 0, archive_bytes: 0 }]);
});

test("a repetition outlives the scan that it repeats, still names it, and can be repeated", async () => {
  const tenantId = await newTenant({ plan: "enterprise" });
  const ctx = tenantContext(database.pool, tenantId);
  const first = await endedJob(tenantId, 800);
  const { job: second } = await retryJob(ctx, { id: first, idempotencyKey: null });
  expect(await run()).toBe(1);
  expect((await getJob(ctx, { id: second.id })).job.retry_of_job_id).toBe(first);
  await expect(getJob(ctx, { id: first })).rejects.toMatchObject({ code: "not_found" });
  await expect(listAttempts(ctx, { id: first })).rejects.toMatchObject({ code: "not_found" });
  await expect(retryJob(ctx, { id: first, idempotencyKey: null })).rejects.toMatchObject({
    code: "not_found",
  });
});

describe("a run", () => {
  test("removes a bounded number, the oldest first, with an audit entry of its own, until nothing is left", async () => {
    const tenantId = await newTenant({ plan: "free" });
    const { rowsMax } = historyTurn(1);
    await manyOldJobs(tenantId, rowsMax + 10, 31);
    expect(await run()).toBe(rowsMax);
    expect(await count("jobs", "finished_at < now() - interval '31 days 60 seconds'")).toBe(0);
    expect(await run()).toBe(10);
    expect(await run()).toBe(0);
    expect(await audited(tenantId)).toMatchObject([{ jobs: rowsMax }, { jobs: 10 }]);
  });

  test("counts what jobs found among its rows, and takes one job with more than that all the same", async () => {
    const tenantId = await newTenant({ plan: "free" });
    const { rowsMax } = historyTurn(1);
    const many = (n: number) => Array.from({ length: n }, (_, i) => `f${i}`);
    const [huge, next] = [await endedJob(tenantId, 32), await endedJob(tenantId, 31)];
    await see(tenantId, huge, many(rowsMax + 1));
    expect(await run()).toBe(1);
    expect(await keptJobs(tenantId)).toEqual([next]);
  });

  test("removes a long log piece by piece over several runs, and its job with the last piece", async () => {
    const tenantId = await newTenant({ plan: "free" });
    const id = await endedJob(tenantId, 31);
    const small = () => removeOldHistory(adminContext(database.pool), () => ({ rowsMax: 10, bytesMax: 20 }));
    await writeLog(
      tenantId,
      id,
      Array.from({ length: 6 }, () => Buffer.alloc(5)),
    );
    expect(await small()).toBe(0);
    expect(await count("log_chunks")).toBe(2);
    expect(await keptJobs(tenantId)).toEqual([id]);
    expect(await small()).toBe(1);
    expect(await count("log_chunks")).toBe(0);
    expect(await audited(tenantId)).toMatchObject([
      { jobs: 0, log_bytes: 20 },
      { jobs: 1, log_bytes: 10 },
    ]);
  });

  test("removes no more pieces of log than it can at once, however small they are", async () => {
    const tenantId = await newTenant({ plan: "free" });
    const id = await endedJob(tenantId, 31);
    await writeLog(tenantId, id, [Buffer.from("a")]);
    await database.pool.query(
      `INSERT INTO log_chunks (job_id, attempt, stream, start_offset, tenant_id, data)
       SELECT $1, 1, 'stdout', n, $2, 'a' FROM generate_series(1, 5999) AS n`,
      [id, tenantId],
    );
    expect(await run()).toBe(0);
    expect(await count("log_chunks")).toBe(1_000);
    expect(await run()).toBe(1);
  });

  test("serves every tenant before it serves one again, in equal parts, however much one has", async () => {
    const huge = await newTenant({ plan: "free" });
    await manyOldJobs(huge, 5_000, 31);
    const small: string[] = [];
    for (let i = 0; i < TENANTS_A_RUN + 5; i++) {
      const tenantId = await newTenant({ plan: "free" });
      await endedJob(tenantId, 31);
      small.push(tenantId);
    }
    await run();
    expect(await count("jobs", "tenant_id = $1", [huge])).toBe(5_000 - historyTurn(TENANTS_A_RUN).rowsMax);
    await run();
    for (const tenantId of small) expect(await keptJobs(tenantId)).toEqual([]);
    expect(await count("jobs", "tenant_id = $1", [huge])).toBeGreaterThan(2_000);
  });

  test("begins with the tenants whose turn was longest ago", async () => {
    const tenantIds: string[] = [];
    for (let i = 0; i < TENANTS_A_RUN + 5; i++) {
      const tenantId = await newTenant({ plan: "free" });
      await manyOldJobs(tenantId, 3, 31);
      tenantIds.push(tenantId);
    }
    for (let i = 0; i < 2; i++) {
      await removeOldHistory(adminContext(database.pool), () => ({ rowsMax: 1, bytesMax: 1 }));
    }
    for (const tenantId of tenantIds) expect((await keptJobs(tenantId)).length).toBeLessThan(3);
  });

  test("goes on with the other tenants when one's turn fails, and tries that one again", async () => {
    const [broken, whole] = [await newTenant({ plan: "free" }), await newTenant({ plan: "free" })];
    for (const tenantId of [broken, whole]) await endedJob(tenantId, 31);
    await database.pool.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
      CREATE TRIGGER refuse BEFORE DELETE ON jobs FOR EACH ROW WHEN (OLD.tenant_id = '${broken}') EXECUTE FUNCTION refuse()`);
    expect(await run()).toBe(1);
    expect(await keptJobs(whole)).toEqual([]);
    expect((await keptJobs(broken)).length).toBe(1);
    expect(await audited(broken)).toEqual([]);
    await database.pool.query("DROP TRIGGER refuse ON jobs; UPDATE history_turns SET due_at = now()");
    expect(await run()).toBe(1);
  });

  test("looks at a tenant without old history once an hour, and then finds what has become old", async () => {
    const tenantId = await newTenant({ plan: "free" });
    expect(await run()).toBe(0);
    await endedJob(tenantId, 31);
    expect(await run()).toBe(0);
    await database.pool.query("UPDATE history_turns SET due_at = due_at - interval '1 hour'");
    expect(await run()).toBe(1);
  });
});

test("whatever the ages, sizes and plans, exactly what is older than its plan keeps is removed", async () => {
  const plans = { free: 30, team: 90, business: 365, enterprise: 730 } as const;
  const plan = fc.constantFrom(...(Object.keys(plans) as (keyof typeof plans)[]));
  const tenants = fc.array(
    fc.record({
      plan,
      ages: fc.array(fc.integer({ min: 0, max: 800 }), { maxLength: 8 }),
      live: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(tenants, async (world) => {
      const expected = new Map<string, string[]>();
      for (const { plan, ages, live } of world) {
        const tenantId = await newTenant({ plan });
        const kept: string[] = [];
        for (const age of ages) {
          // Half a day off, so that the time the test takes decides nothing.
          const id = await endedJob(tenantId, age + 0.5);
          if (age < plans[plan]) kept.push(id);
        }
        if (live) kept.push((await createJob(database.pool, tenantId)).id);
        expected.set(tenantId, kept.sort());
      }
      await runUntilDone();
      for (const [tenantId, kept] of expected) expect(await keptJobs(tenantId)).toEqual(kept);
    }),
    { numRuns: 12 },
  );
});
