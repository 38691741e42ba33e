import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AppError } from "@/lib/domain/errors";
import { SELECTION_MODES } from "@/lib/domain/job/selection-mode";
import { recordHeartbeat } from "@/lib/services/agent-protocol/record-heartbeat";
import { cancelJob } from "@/lib/services/jobs/cancel-job";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { getQueueFaults } from "@/lib/services/queue-repair/get-queue-faults";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, claim, report, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { countDeadlocks, findQueueFaults, listPeaks } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const RUNS = 40;
const GROUPS_PER_RUN = 20;
const STEPS_PER_GROUP = 3;
const PLANS = ["free", "team", "business", "enterprise"] as const;
const FLEET = [
  { tier: "shared", slots: 2 },
  { tier: "shared", slots: 1 },
  { tier: "dedicated", slots: 2 },
  { tier: "premium", slots: 3 },
] as const;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  expect(await countDeadlocks(database.pool)).toBe(0);
  await database.drop();
});

interface World {
  tenants: { id: string }[];
  agents: { id: string; slots: number }[];
  jobs: { id: string; tenantId: string }[];
  /** Every attempt that an agent was ever given; most of them are stale sooner or later. */
  held: { agentId: string; id: string; attempt: number }[];
}

type Step = (world: World) => Promise<unknown>;

const pick = fc.noBias(fc.nat({ max: 1_000 }));
const at = <T>(items: readonly T[], index: number): T | undefined => items[index % Math.max(1, items.length)];
const sql = (text: string, values: unknown[]) => database.pool.query(text, values);

const submit = fc
  .tuple(
    pick,
    fc.constantFrom(undefined, "shared", "premium"),
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom("platform_only", ...SELECTION_MODES),
  )
  .map(
    ([n, tier, max_attempts, selection_mode]): Step =>
      async ({ tenants, jobs }) => {
        const tenantId = at(tenants, n)?.id ?? "";
        const body = scanBody({ max_attempts, selection_mode, priority: n % 3, ...(tier ? { tier } : {}) });
        const { job } = await submitJob(tenantContext(database.pool, tenantId), {
          body,
          idempotencyKey: null,
        });
        jobs.push({ id: job.id, tenantId });
      },
  );
const claims = fc.tuple(pick, fc.integer({ min: 1, max: 4 }), fc.option(fc.noBias(fc.nat({ max: 20 })))).map(
  ([n, max_jobs, request]): Step =>
    async ({ agents, held }) => {
      const agentId = at(agents, n)?.id ?? "";
      const body = { max_jobs, ...(request === null ? {} : { request_id: `r${request}` }) };
      const { jobs } = await claim(database.pool, agentId, body);
      for (const { id, attempt } of jobs) held.push({ agentId, id, attempt });
    },
);
const status = fc.tuple(pick, fc.constantFrom("running", "progress", "succeeded", "failed", "cancelled")).map(
  ([n, word]): Step =>
    async ({ held }) => {
      const ref = at(held, n);
      if (ref) await report(database.pool, ref.agentId, ref, word);
    },
);
const beat = pick.map(
  (n): Step =>
    async ({ agents, held }) => {
      const agentId = at(agents, n)?.id ?? "";
      const running = held
        .filter((ref) => ref.agentId === agentId)
        .map(({ id, attempt }) => ({ job_id: id, attempt }));
      await recordHeartbeat(agentContext(database.pool, agentId), {
        current_jobs: 0,
        ...(n % 2 ? { running } : {}),
      });
    },
);
const cancel = pick.map(
  (n): Step =>
    async ({ jobs }) => {
      const job = at(jobs, n);
      if (job) await cancelJob(tenantContext(database.pool, job.tenantId), { id: job.id });
    },
);
const kill = fc.tuple(pick, fc.constantFrom("lease_expires_at", "deadline_at", "cancel_requested_at")).map(
  ([n, column]): Step =>
    async ({ jobs }) => {
      const past = `UPDATE job_leases SET ${column} = now() - interval '1 hour' WHERE job_id = $1 AND ${column} IS NOT NULL`;
      await sql(past, [at(jobs, n)?.id]);
    },
);
const age = pick.map(
  (n): Step =>
    async ({ jobs }) => {
      const id = at(jobs, n)?.id;
      if (n % 4 === 0) await sql("UPDATE queue_items SET expires_at = now() WHERE job_id = $1", [id]);
      else await sql("UPDATE queue_items SET ready_at = now() WHERE job_id = $1", [id]);
    },
);
const maintain = fc.constant((async ({ agents }) => {
  await runMaintenance(agentContext(database.pool, agents[0]?.id ?? ""));
}) satisfies Step as Step);
const changePlan = fc.tuple(pick, fc.constantFrom(...PLANS)).map(
  ([n, plan]): Step =>
    async ({ tenants }) => {
      await sql("UPDATE subscriptions SET plan_slug = $2 WHERE tenant_id = $1", [at(tenants, n)?.id, plan]);
    },
);

/** Steps that run at the same time; a change of plan runs alone, so that it is known which limits a claim met. */
const group = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.array(
      fc.oneof(
        submit,
        submit,
        submit,
        claims,
        claims,
        claims,
        status,
        status,
        beat,
        cancel,
        kill,
        age,
        maintain,
      ),
      { minLength: STEPS_PER_GROUP, maxLength: STEPS_PER_GROUP },
    ),
  },
  { weight: 1, arbitrary: changePlan.map((step) => [step]) },
);

async function newWorld(): Promise<World> {
  await database.pool.query("TRUNCATE jobs, events, agents, queue_lanes, lease_settlements CASCADE");
  const tenants = await Promise.all(PLANS.map((plan) => createTenant(database.pool, { plan })));
  const agents: World["agents"] = await Promise.all(
    FLEET.map(async ({ tier, slots }) => {
      const { id } = await createAgent(database.pool, { tier, maxConcurrentJobs: slots });
      return { id, slots };
    }),
  );
  for (const [n, slots] of [2, 1].entries()) {
    const owner = tenants[n * 2];
    if (!owner) continue;
    const { id } = await createAgent(database.pool, { tenantId: owner.id, maxConcurrentJobs: slots });
    agents.push({ id, slots });
  }
  return { tenants, agents, jobs: [], held: [] };
}

interface Use {
  tenantId: string;
  held: number;
  limit: number;
  isAboveTier: boolean;
  latest: Date;
}

/** What each tenant holds and may hold of the platform's agents. */
async function uses(): Promise<Use[]> {
  const { rows } = await database.pool.query<Use>(
    `SELECT l.tenant_id AS "tenantId", count(*)::int AS held, max(v.max_concurrent_jobs) AS limit,
            bool_or(t.priority > v.max_tier_priority) AS "isAboveTier", max(l.assigned_at) AS latest
       FROM job_leases l JOIN platform_agent_tiers t ON t.slug = l.tier
       JOIN tenant_platform_limits v ON v.tenant_id = l.tenant_id WHERE l.is_platform_agent GROUP BY 1`,
  );
  return rows;
}

/** Every submit that was acknowledged is there, and nothing else. */
async function idsOfJobs(): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>("SELECT id FROM jobs ORDER BY id");
  return rows.map(({ id }) => id);
}

async function runGroup(world: World, steps: readonly Step[]): Promise<void> {
  const before = new Map((await uses()).map((use) => [use.tenantId, use]));
  const results = await Promise.allSettled(steps.map((step) => step(world)));
  for (const result of results) {
    if (result.status === "rejected" && !(result.reason instanceof AppError)) throw result.reason;
  }
  for (const use of await uses()) {
    const was = before.get(use.tenantId);
    if (was && use.latest.getTime() === was.latest.getTime()) continue;
    // Something was assigned in this group, so the limits of now held then; what ran before a lower limit goes on.
    expect(use.held).toBeLessThanOrEqual(Math.max(use.limit, was?.held ?? 0));
    if (!was?.isAboveTier) expect(use.isAboveTier).toBe(false);
  }
}

it("whatever happens at once and in whatever order, jobs, leases, attempts and queue agree and no limit is passed, no submit is lost", {
  timeout: 180_000,
}, async () => {
  let assigned = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(group, { minLength: GROUPS_PER_RUN, maxLength: GROUPS_PER_RUN }),
      async (groups) => {
        const world = await newWorld();
        for (const steps of groups) await runGroup(world, steps);
        expect(await idsOfJobs()).toEqual(world.jobs.map(({ id }) => id).sort());
        expect(await findQueueFaults(database.pool)).toEqual([]);
        const { checks } = await getQueueFaults(adminContext(database.pool));
        expect(checks.filter(({ found, error }) => found > 0 || error !== null)).toEqual([]);
        const slots = new Map(world.agents.map((agent) => [agent.id, agent.slots]));
        const overFull = (await listPeaks(database.pool, "agent_id")).filter(
          (p) => p.peak > (slots.get(p.id) ?? 0),
        );
        expect(overFull).toEqual([]);
        assigned += world.held.length;
      },
    ),
    { numRuns: RUNS, seed: 20261120, endOnFailure: true },
  );
  // The runs are about something: several jobs a run were handed out.
  expect(assigned).toBeGreaterThan(RUNS * 5);
});
