import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPool } from "@/lib/db/pool";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim, report } from "@/lib/testing/queue-contexts";
import { findQueueFaults, listPeaks } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const TENANTS = 20;
const MAX_CONCURRENT = { free: 1, team: 3, business: 10, enterprise: 50 } as const;
/** Agents with unlike tools look at unlike jobs of the same tenant: only the dispatch lock keeps them from passing its limit. */
const TOOLS = [["nmap"], ["http-headers"], ["nmap", "http-headers"]] as const;
const PLANS = ["free", "team", "business", "enterprise"] as const;
/** Agents a tier, and their slots. */
const FLEET = [
  { tier: "shared", agents: 26, slots: 2 },
  { tier: "dedicated", agents: 14, slots: 3 },
  { tier: "premium", agents: 10, slots: 4 },
] as const;

describe.each([
  ["5,000", "one server process", 5_000, 1],
  ["2,000", "four server processes", 2_000, 4],
])("50 claimers over %s jobs of 20 tenants, through %s", (_, __, jobs, processes) => {
  let database: TestDatabase;
  const pools: pg.Pool[] = [];
  const maxConcurrent = new Map<string, number>();
  const slots = new Map<string, number>();

  beforeAll(async () => {
    database = await createTestDatabase();
    for (let i = 0; i < processes; i++) {
      const pool = openPool(database.url, Math.ceil(24 / processes));
      pool.on("error", () => {});
      pools.push(pool);
    }
    const db = database.pool;
    for (let i = 0; i < TENANTS; i++) {
      const plan = PLANS[i % 4] ?? "free";
      const tenant = await createTenant(db, { plan });
      maxConcurrent.set(tenant.id, MAX_CONCURRENT[plan]);
      await seedBacklog(db, tenant.id, jobs / TENANTS);
    }
    for (const { tier, agents, slots: maxConcurrentJobs } of FLEET) {
      for (let i = 0; i < agents; i++) {
        const agent = await createAgent(db, {
          tier,
          maxConcurrentJobs,
          loadScore: i,
          tools: TOOLS[i % 3] ?? [],
        });
        slots.set(agent.id, maxConcurrentJobs);
      }
    }
  });

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });

  it("runs each job once, keeps every limit at every instant and leaves nothing over", {
    timeout: 180_000,
  }, async () => {
    const db = database.pool;
    const given: string[] = [];
    await Promise.all(
      [...slots].map(([agentId, max], index) => work(pools[index % processes] ?? db, agentId, max, given)),
    );

    expect({ answers: given.length, jobs: new Set(given).size }).toEqual({ answers: jobs, jobs });
    expect(await findQueueFaults(db)).toEqual([]);
    expect(await one(db, "SELECT count(*)::int FROM jobs WHERE status = 'succeeded' AND attempt = 1")).toBe(
      jobs,
    );
    expect(await one(db, "SELECT count(*)::int FROM attempts WHERE outcome = 'succeeded'")).toBe(jobs);
    expect(
      await one(
        db,
        "SELECT count(*)::int FROM (SELECT subject_id FROM events WHERE type = 'job.assigned' GROUP BY 1 HAVING count(*) = 1) e",
      ),
    ).toBe(jobs);
    expect(await one(db, "SELECT count(*)::int FROM audit_log WHERE action = 'job.assigned'")).toBe(jobs);
    const overTenants = (await listPeaks(db, "tenant_id")).filter(
      (p) => p.peak > (maxConcurrent.get(p.id) ?? 0),
    );
    expect(overTenants).toEqual([]);
    const overAgents = (await listPeaks(db, "agent_id")).filter((p) => p.peak > (slots.get(p.id) ?? 0));
    expect(overAgents).toEqual([]);
    const { rows: tiers } = await db.query<{ plan: string; tiers: string[] }>(
      `SELECT s.plan_slug AS plan, array_agg(DISTINCT a.tier ORDER BY a.tier) AS tiers
         FROM attempts a JOIN subscriptions s ON s.tenant_id = a.tenant_id GROUP BY 1`,
    );
    const used = new Map(tiers.map((row) => [row.plan, row.tiers]));
    expect(used.get("free")).toEqual(["shared"]);
    expect(used.get("team")).toEqual(["shared"]);
    expect(used.get("business")).not.toContain("premium");
    expect(used.get("enterprise")).toContain("premium");
  });
});

/** One agent: claims up to its slots and ends each job at once, until it is given nothing and nothing waits. Notes what it was given. */
async function work(db: pg.Pool, agentId: string, max: number, given: string[]): Promise<void> {
  const running = new Set<Promise<unknown>>();
  for (let isOver = false; !isOver; ) {
    const answer = await claim(db, agentId, { max_jobs: max - running.size, wait_seconds: 1 });
    isOver = answer.jobs.length === 0 && !(await one(db, "SELECT EXISTS (SELECT FROM queue_items)"));
    for (const job of answer.jobs) {
      given.push(job.id);
      const done = report(db, agentId, job, "succeeded", { exit_code: 0 }).finally(() =>
        running.delete(done),
      );
      running.add(done);
    }
    if (running.size >= max) await Promise.race(running);
  }
  await Promise.all(running);
}

async function seedBacklog(db: pg.Pool, tenantId: string, count: number): Promise<void> {
  await db.query(
    `WITH made AS (
       INSERT INTO jobs (id, tenant_id, number, kind, tool, target, priority_base, tier_max, selection_mode, max_attempts,
                         timeout_seconds, submitted_by)
       SELECT gen_random_uuid(), $1, n, 'scan', CASE n % 2 WHEN 0 THEN 'nmap' ELSE 'http-headers' END, 'https://example.com', 50, 'shared', 'platform_only', 3, 300, 'test'
         FROM generate_series(1, $2::int) n RETURNING *)
     INSERT INTO queue_items (job_id, tenant_id, tool, capabilities, region, tier_ceiling, selection_mode, priority, queued_at,
                              ready_at, expires_at)
     SELECT id, tenant_id, tool, capabilities, region, 100, selection_mode, priority, queued_at, queued_at,
            queued_at + interval '1 hour' FROM made`,
    [tenantId, count],
  );
}

async function one(db: pg.Pool, sql: string): Promise<unknown> {
  const { rows } = await db.query<Record<string, unknown>>(sql);
  return Object.values(rows[0] ?? {})[0];
}
