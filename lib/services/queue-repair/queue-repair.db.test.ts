import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { databaseChecksum } from "@/app/api/testing/database-checksum";
import type { RepairQueueBody } from "@/lib/contracts/queue-repair";
import { newId } from "@/lib/db/new-id";
import { QUEUE_CHECK_NAMES, QUEUE_CHECKS, type QueueCheckName } from "@/lib/domain/queue-repair/queue-check";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { appendLog } from "@/lib/services/agent-protocol/append-log";
import { reportFindings } from "@/lib/services/agent-protocol/report-findings";
import { cancelJob } from "@/lib/services/jobs/cancel-job";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { getQueueFaults } from "@/lib/services/queue-repair/get-queue-faults";
import { repairQueue } from "@/lib/services/queue-repair/repair-queue";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim, jobContext, report, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;
let agentId: string;
/** One that waits, one that runs, one that has ended, all made by the product's own calls. */
let waiting: string;
let running: string;
let ended: string;

const chunk = { stream: "stdout" as const, offset: 0, text: "twelve bytes" };
const FINDING = {
  ...{ rule_id: "x", rule_key: "", location: "/", title: "X", description: "", evidence: "" },
  ...{ severity: "low" as const, confidence: "high" as const, cwe: [], cve: [], references: [] },
};

beforeEach(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
  agentId = (await createAgent(database.pool)).id;
  ended = await submit();
  await claim(database.pool, agentId);
  await report(database.pool, agentId, { id: ended, attempt: 1 }, "running");
  await appendLog(jobContext(database.pool, agentId), ended, { attempt: 1, chunks: [chunk] });
  await reportFindings(jobContext(database.pool, agentId), ended, { attempt: 1, findings: [FINDING] });
  await report(database.pool, agentId, { id: ended, attempt: 1 }, "succeeded");
  running = await submit();
  await claim(database.pool, agentId);
  await report(database.pool, agentId, { id: running, attempt: 1 }, "running");
  waiting = await submit();
  // It finds nothing that it may run, and the tenant is placed.
  await claim(database.pool, (await createAgent(database.pool, { tools: ["nmap"] })).id);
});

afterEach(async () => await database.drop());

const admin = () => adminContext(database.pool);
const sql = async (text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows;
const repair = (body: Partial<RepairQueueBody> = {}) => repairQueue(admin(), { dry_run: false, ...body });

async function submit(ofTenant = tenantId): Promise<string> {
  const { job } = await submitJob(tenantContext(database.pool, ofTenant), {
    body: scanBody(),
    idempotencyKey: null,
  });
  return job.id;
}

/** What is found, by check, without those that find nothing. */
async function faults(): Promise<Record<string, number>> {
  const { checks } = await getQueueFaults(admin());
  return Object.fromEntries(checks.filter(({ found }) => found > 0).map(({ name, found }) => [name, found]));
}

interface Case {
  /** Makes the fault by hand; answers its subject. */
  make: () => Promise<string>;
  /** What must be so afterwards, beside that no check finds anything. */
  mended?: () => Promise<void>;
}

const backInQueue = async () => {
  expect(await sql("SELECT status, attempt FROM jobs WHERE id = $1", [running])).toEqual([
    { status: "queued", attempt: 2 },
  ]);
  expect(await sql("SELECT FROM job_leases")).toEqual([]);
  expect(
    await sql("SELECT attempt, outcome FROM attempts WHERE job_id = $1 ORDER BY attempt", [running]),
  ).toEqual([{ attempt: 1, outcome: "lost" }]);
  await claimed(running, 2);
};
/** An agent gets the job. */
const claimed = async (id: string, attempt: number) => {
  await sql("UPDATE queue_items SET ready_at = now() - interval '1 s'");
  const other = await createAgent(database.pool, { maxConcurrentJobs: 5 });
  const { jobs } = await claim(database.pool, other.id, { max_jobs: 5 });
  expect(jobs).toEqual(expect.arrayContaining([expect.objectContaining({ id, attempt })]));
};
const token = async (): Promise<string> => {
  const id = newId();
  await sql(
    `INSERT INTO bootstrap_tokens (id, tenant_id, token_prefix, secret_hash, tier, expires_at, max_uses, current_uses, created_by)
     VALUES ($1, $2, 'abcdef', 'x', 'shared', now() + interval '1 h', 5, 3, 'test')`,
    [id, SYSTEM_TENANT_ID],
  );
  await sql(
    `INSERT INTO agent_registrations (id, bootstrap_token_id, agent_id, request_hash) VALUES ($1, $2, $3, 'x')`,
    [newId(), id, agentId],
  );
  return id;
};
const place = async (): Promise<string> => {
  const [row] = await sql("SELECT tenant_id || ' ' || lane_id AS place FROM tenant_lanes WHERE is_entered");
  return String(row?.place);
};

const CASES: Record<QueueCheckName, Case[]> = {
  place_without_share: [
    {
      make: async () => {
        await sql("DELETE FROM tenant_shares");
        return await place();
      },
      mended: async () => await claimed(waiting, 1),
    },
  ],
  item_of_job_not_queued: [
    {
      make: async () => {
        await sql(
          `INSERT INTO queue_items (job_id, tenant_id, tool, capabilities, tier_ceiling, selection_mode, priority, queued_at, ready_at, expires_at)
           SELECT $1, tenant_id, tool, capabilities, tier_ceiling, selection_mode, priority, queued_at, ready_at, expires_at
             FROM queue_items WHERE job_id = $2`,
          [running, waiting],
        );
        return running;
      },
      mended: async () => {
        expect(await sql("SELECT job_id FROM queue_items")).toEqual([{ job_id: waiting }]);
        await report(database.pool, agentId, { id: running, attempt: 1 }, "succeeded");
      },
    },
  ],
  queued_job_without_item: [
    {
      make: async () => {
        await sql("DELETE FROM queue_items");
        return waiting;
      },
      mended: async () => {
        const same = `SELECT q.queued_at = j.queued_at AS is_old, q.tier_ceiling, q.profile = j.profile AS has_profile,
                             extract(epoch FROM q.expires_at - q.ready_at)::int AS seconds
                        FROM queue_items q JOIN jobs j ON j.id = q.job_id`;
        expect(await sql(same)).toEqual([
          { is_old: true, tier_ceiling: 100, has_profile: true, seconds: 600 },
        ]);
        await claimed(waiting, 1);
      },
    },
  ],
  lease_of_job_not_live: [
    {
      make: async () => {
        await sql(
          "UPDATE jobs SET status = 'failed', failure_reason = 'agent_error', finished_at = now() WHERE id = $1",
          [running],
        );
        return running;
      },
      mended: async () => {
        expect(await sql("SELECT FROM job_leases")).toEqual([]);
        expect(await sql("SELECT outcome, reason FROM attempts WHERE job_id = $1", [running])).toEqual([
          { outcome: "failed", reason: "agent_error" },
        ]);
      },
    },
  ],
  lease_differs_from_job: [
    {
      make: async () => {
        await sql("UPDATE job_leases SET started_at = NULL, deadline_at = NULL");
        return running;
      },
      mended: backInQueue,
    },
    {
      make: async () => {
        const other = await createAgent(database.pool);
        await sql("UPDATE job_leases SET agent_id = $1", [other.id]);
        return running;
      },
      mended: backInQueue,
    },
  ],
  lease_without_open_attempt: [
    "DELETE FROM attempts WHERE job_id = $1",
    "UPDATE attempts SET outcome = 'succeeded', finished_at = now() WHERE job_id = $1",
  ].map((text) => ({
    make: async () => {
      await sql(text, [running]);
      return running;
    },
    mended: backInQueue,
  })),
  live_job_without_lease: [
    {
      make: async () => {
        await sql("DELETE FROM job_leases");
        return running;
      },
      mended: backInQueue,
    },
    {
      make: async () => {
        await sql("UPDATE jobs SET max_attempts = 1 WHERE id = $1", [running]);
        await sql("DELETE FROM job_leases");
        return running;
      },
      mended: async () => {
        expect(await sql("SELECT status, failure_reason FROM jobs WHERE id = $1", [running])).toEqual([
          { status: "failed", failure_reason: "agent_lost" },
        ]);
      },
    },
    {
      make: async () => {
        await cancelJob(tenantContext(database.pool, tenantId), { id: running });
        await sql("DELETE FROM job_leases");
        return running;
      },
      mended: async () => {
        expect(await sql("SELECT status FROM jobs WHERE id = $1", [running])).toEqual([
          { status: "cancelled" },
        ]);
      },
    },
  ],
  lease_of_deleted_agent: [
    {
      make: async () => {
        await sql("UPDATE agents SET deleted_at = now() WHERE id = $1", [agentId]);
        return running;
      },
      mended: backInQueue,
    },
  ],
  lease_owner_wrong: [
    {
      make: async () => {
        await sql("UPDATE job_leases SET is_platform_agent = false");
        return running;
      },
      mended: async () => {
        expect(await sql("SELECT is_platform_agent FROM job_leases")).toEqual([{ is_platform_agent: true }]);
        await report(database.pool, agentId, { id: running, attempt: 1 }, "succeeded");
      },
    },
  ],
  open_attempt_without_lease: [
    {
      make: async () => {
        await sql("UPDATE attempts SET outcome = NULL, finished_at = NULL WHERE job_id = $1", [ended]);
        return ended;
      },
      mended: async () => {
        expect(
          await sql(
            "SELECT a.outcome, a.finished_at = j.finished_at AS is_end FROM attempts a JOIN jobs j ON j.id = a.job_id WHERE j.id = $1",
            [ended],
          ),
        ).toEqual([{ outcome: "succeeded", is_end: true }]);
      },
    },
    {
      make: async () => {
        await report(database.pool, agentId, { id: running, attempt: 1 }, "released");
        await sql("UPDATE attempts SET outcome = NULL, finished_at = NULL WHERE job_id = $1", [running]);
        return running;
      },
      mended: async () => {
        expect(await sql("SELECT outcome, reason FROM attempts WHERE job_id = $1", [running])).toEqual([
          { outcome: "lost", reason: "repaired" },
        ]);
        await claimed(running, 2);
      },
    },
    {
      make: async () => {
        await sql(
          `UPDATE attempts SET outcome = NULL, finished_at = NULL, assigned_at = now() - interval '3 h', started_at = NULL
            WHERE job_id = $1`,
          [ended],
        );
        await sql(
          `INSERT INTO attempts (job_id, attempt, tenant_id, agent_id, agent_name, tier, assigned_at, finished_at, outcome)
           SELECT job_id, 2, tenant_id, agent_id, agent_name, tier, now() - interval '2 h', now() - interval '1 h', 'succeeded'
             FROM attempts WHERE job_id = $1`,
          [ended],
        );
        await sql("UPDATE jobs SET attempt = 2 WHERE id = $1", [ended]);
        return ended;
      },
      mended: async () => {
        expect(
          await sql(
            `SELECT a.outcome, a.finished_at = n.assigned_at AS is_until_next
               FROM attempts a JOIN attempts n ON n.job_id = a.job_id AND n.attempt = 2 WHERE a.job_id = $1 AND a.attempt = 1`,
            [ended],
          ),
        ).toEqual([{ outcome: "lost", is_until_next: true }]);
      },
    },
  ],
  findings_count_wrong: [
    {
      make: async () => {
        await sql("UPDATE jobs SET findings_count = 7 WHERE id = $1", [ended]);
        return ended;
      },
      mended: async () => {
        expect(await sql("SELECT findings_count FROM jobs WHERE id = $1", [ended])).toEqual([
          { findings_count: 1 },
        ]);
      },
    },
  ],
  log_bytes_wrong: [
    {
      make: async () => {
        await sql("UPDATE jobs SET log_bytes = 7 WHERE id = $1", [ended]);
        return ended;
      },
      mended: async () => {
        expect(await sql("SELECT log_bytes::int FROM jobs WHERE id = $1", [ended])).toEqual([
          { log_bytes: 12 },
        ]);
      },
    },
  ],
  token_uses_wrong: [
    {
      make: token,
      mended: async () => {
        expect(await sql("SELECT current_uses FROM bootstrap_tokens")).toEqual([{ current_uses: 1 }]);
      },
    },
  ],
  job_number_behind: [
    {
      make: async () => {
        await sql("UPDATE tenants SET last_job_number = 1 WHERE id = $1", [tenantId]);
        return tenantId;
      },
      mended: async () => {
        await submit();
        expect(await sql("SELECT max(number) AS number FROM jobs")).toEqual([{ number: 4 }]);
      },
    },
  ],
};

describe.each(QUEUE_CHECK_NAMES)("%s", (name) => {
  it.each(CASES[name])(
    "is found and named without a change, mended with an audit entry, and then gone (%#)",
    async ({ make, mended }) => {
      expect(await faults()).toEqual({});
      const subject = await make();
      const checksum = await databaseChecksum(database.pool);
      const before = await checksum();
      expect(await faults()).toEqual({ [name]: 1 });
      const dry = await repair({ dry_run: true });
      expect(dry).toMatchObject({ dry_run: true });
      expect(dry.checks.find((check) => check.name === name)).toMatchObject({
        title: QUEUE_CHECKS[name].title,
        found: 1,
        repaired: 0,
        samples: [{ subject }],
        error: null,
      });
      expect(await checksum()).toEqual(before);

      const others = QUEUE_CHECK_NAMES.filter((other) => other !== name);
      const elsewhere = await repair({ checks: others });
      expect(elsewhere.checks.filter(({ repaired }) => repaired > 0)).toEqual([]);
      expect(await faults()).toEqual({ [name]: 1 });

      const wet = await repair();
      expect(wet.checks.filter(({ found }) => found > 0)).toMatchObject([
        { name, found: 1, repaired: 1, error: null },
      ]);
      expect(await faults()).toEqual({});
      expect(await findQueueFaults(database.pool)).toEqual([]);
      expect(
        await sql(
          `SELECT actor_name, target_type, target_id, before->>'check' AS was, after->>'check' AS is
             FROM audit_log WHERE action = 'queue.repaired'`,
        ),
      ).toEqual([
        {
          actor_name: "admin@example.com",
          target_type: QUEUE_CHECKS[name].subject,
          target_id: subject,
          was: name,
          is: name,
        },
      ]);
      expect((await repair()).checks.filter(({ repaired }) => repaired > 0)).toEqual([]);
      await mended?.();
      expect(await findQueueFaults(database.pool)).toEqual([]);
      expect(await faults()).toEqual({});
    },
  );
});

it("a hundred are mended a call, and the rest by the next", async () => {
  const agent = await createAgent(database.pool);
  for (let made = 0; made < 101; made++) {
    await createJob(database.pool, tenantId, { status: "succeeded", agent, findingsCount: 3 });
  }
  const of = async () => (await repair()).checks.find((check) => check.name === "findings_count_wrong");
  expect(await of()).toMatchObject({ found: 101, repaired: 100, samples: { length: 10 } });
  expect(await of()).toMatchObject({ found: 1, repaired: 1 });
});

it("a hundred that cannot be mended hide none that can", async () => {
  const agent = await createAgent(database.pool);
  for (let made = 0; made < 101; made++) {
    await createJob(database.pool, tenantId, { status: "succeeded", agent, findingsCount: 3 });
  }
  await sql(
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$",
  );
  const [last] = await sql("SELECT id FROM jobs ORDER BY id DESC LIMIT 1");
  await sql(
    `CREATE TRIGGER refuse BEFORE UPDATE OF findings_count ON jobs FOR EACH ROW
       WHEN (OLD.id <> '${last?.id}') EXECUTE FUNCTION refuse()`,
  );
  const { checks } = await repair();
  expect(checks.find((check) => check.name === "findings_count_wrong")).toMatchObject({
    found: 101,
    repaired: 1,
    error: expect.stringMatching(/^100 could not be repaired/),
  });
});

it("what cannot be mended is left as it is and said, and the others are mended", async () => {
  const stuck = await submit();
  await sql("DELETE FROM queue_items");
  await sql(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF NEW.job_id = '${stuck}' THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$`,
  );
  await sql("CREATE TRIGGER refuse BEFORE INSERT ON queue_items FOR EACH ROW EXECUTE FUNCTION refuse()");
  const { checks } = await repair();
  const check = checks.find(({ name }) => name === "queued_job_without_item");
  expect(check).toMatchObject({ found: 2, repaired: 1 });
  expect(check?.error).toMatch(/^1 could not be repaired/);
  expect(await faults()).toEqual({ queued_job_without_item: 1 });
});

it("repairs that run at the same time mend each fault once", async () => {
  await sql("DELETE FROM job_leases");
  await sql("DELETE FROM queue_items");
  const answers = await Promise.all([repair(), repair(), repair()]);
  const repaired = answers.flatMap(({ checks }) => checks).reduce((sum, check) => sum + check.repaired, 0);
  expect(repaired).toBe(2);
  expect(answers.flatMap(({ checks }) => checks).filter(({ error }) => error !== null)).toEqual([]);
  expect(await sql("SELECT FROM audit_log WHERE action = 'queue.repaired'")).toHaveLength(2);
  expect(await faults()).toEqual({});
  expect(await findQueueFaults(database.pool)).toEqual([]);
});

it("a healthy installation under traffic has no fault at any instant, and a repair does nothing to it", async () => {
  const agents = await Promise.all([1, 2, 3].map(() => createAgent(database.pool, { maxConcurrentJobs: 3 })));
  let isOver = false;
  const work = async (id: string, rounds: number) => {
    for (let round = 0; round < rounds; round++) {
      const newcomer = (await createTenant(database.pool)).id;
      const [unwanted] = await Promise.all([submit(newcomer), submit(newcomer), submit()]);
      await cancelJob(tenantContext(database.pool, newcomer), { id: unwanted });
      const { jobs } = await claim(database.pool, id, { max_jobs: 3 });
      for (const [nth, job] of jobs.entries()) {
        const ref = { id: job.id, attempt: job.attempt };
        await report(database.pool, id, ref, "running");
        await appendLog(jobContext(database.pool, id), job.id, { attempt: job.attempt, chunks: [chunk] });
        await reportFindings(jobContext(database.pool, id), job.id, {
          attempt: job.attempt,
          findings: [FINDING],
        });
        await report(database.pool, id, ref, nth === 1 ? "released" : "succeeded");
      }
      await runMaintenance(admin());
    }
  };
  const looks: Record<string, number>[] = [];
  const look = async () => {
    while (!isOver) {
      looks.push(await faults());
      const { checks } = await repair();
      for (const { name, repaired, error } of checks) {
        if (repaired > 0 || error !== null) looks.push({ [name]: repaired });
      }
    }
  };
  const looking = look();
  await Promise.all(agents.map(({ id }) => work(id, 12)));
  isOver = true;
  await looking;
  expect(looks.length).toBeGreaterThan(3);
  expect(looks.filter((found) => Object.keys(found).length > 0)).toEqual([]);
  expect(await findQueueFaults(database.pool)).toEqual([]);
});
