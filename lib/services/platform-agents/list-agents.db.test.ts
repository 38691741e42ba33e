import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ListAgentsQuery } from "@/lib/contracts/agent";
import { AGENT_HEALTHS } from "@/lib/domain/agent/liveness";
import { AppError } from "@/lib/domain/errors";
import type { TenantContext } from "@/lib/services/context";
import { deleteAgent } from "@/lib/services/platform-agents/delete-agent";
import { getAgentStats } from "@/lib/services/platform-agents/get-agent-stats";
import { listAgents } from "@/lib/services/platform-agents/list-agents";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let ctx: TenantContext;

beforeAll(async () => {
  database = await createTestDatabase();
  ctx = adminContext(database.pool);
  const { pool } = database;
  const tenant = await createTenant(pool, { plan: "enterprise" });
  for (const health of AGENT_HEALTHS) {
    await createAgent(pool, { name: `shared-${health}`, health, maxConcurrentJobs: 2 });
  }
  const busy = await createAgent(pool, { name: "ded_1", tier: "dedicated", maxConcurrentJobs: 4 });
  await createAgent(pool, {
    name: "ded-resting",
    tier: "dedicated",
    status: "disabled",
    maxConcurrentJobs: 8,
  });
  await createJob(pool, tenant.id, { status: "running", agent: busy, tierMax: "premium" });
  await createJob(pool, tenant.id, { tierMax: "premium", queuedSecondsAgo: 120 });
  await createJob(pool, tenant.id, { tierMax: "shared" });
  const own = await createAgent(pool, { name: "tenant-owned", tenantId: tenant.id });
  await createJob(pool, tenant.id, { status: "running", agent: own, selectionMode: "tenant_only" });
  const gone = await createAgent(pool, { name: "gone" });
  await deleteAgent(ctx, { id: gone.id, isForced: false });
});
afterAll(async () => {
  await database?.drop();
});

async function namesOf(query: Record<string, unknown>): Promise<string[]> {
  const { items } = await listAgents(ctx, ListAgentsQuery.parse(query));
  return items.map((agent) => agent.name).toSorted();
}

describe("the list", () => {
  test.each(AGENT_HEALTHS)("finds agents that are %s by the limits that the view goes by", async (health) => {
    const { items } = await listAgents(ctx, ListAgentsQuery.parse({ health, tier: "shared" }));
    expect(items.map((agent) => [agent.name, agent.health])).toEqual([[`shared-${health}`, health]]);
  });

  test("filters by tier, status and part of the name, whose wildcards mean themselves", async () => {
    expect(await namesOf({ tier: "dedicated" })).toEqual(["ded-resting", "ded_1"]);
    expect(await namesOf({ status: "disabled" })).toEqual(["ded-resting"]);
    expect(await namesOf({ q: "DED_" })).toEqual(["ded_1"]);
    expect(await namesOf({ q: "%" })).toEqual([]);
  });

  test("holds neither deleted agents nor tenants' own", async () => {
    expect(await namesOf({ limit: 100 })).toHaveLength(6);
  });

  test("page by page shows each agent once, newest first", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAgents(ctx, ListAgentsQuery.parse({ limit: 4, cursor }));
      seen.push(...page.items.map((agent) => agent.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(seen.toSorted().toReversed());
    expect(new Set(seen).size).toBe(6);
  });

  test("a cursor that no list made is refused", async () => {
    const attempt = listAgents(ctx, ListAgentsQuery.parse({ cursor: "abc" }));
    await expect(attempt).rejects.toSatisfy(
      (error) => error instanceof AppError && error.code === "invalid_input",
    );
  });
});

describe("the figures", () => {
  test("count slots of online, active agents as available and all agents in the total", async () => {
    const stats = await getAgentStats(ctx);
    expect(stats).toMatchObject({ total_agents: 6, online_agents: 3, offline_agents: 1, total_capacity: 20 });
    expect(stats.tier_stats.shared).toMatchObject({ total_agents: 4, online_agents: 1, available_slots: 2 });
    expect(stats.tier_stats.dedicated).toMatchObject({
      total_agents: 2,
      current_load: 1,
      available_slots: 3,
    });
    expect(stats.tier_stats.premium).toMatchObject({ total_agents: 0, available_slots: 0, queued_jobs: 1 });
  });

  test("count a waiting job at its best tier, with the age of the oldest", async () => {
    const { tier_stats: tiers } = await getAgentStats(ctx);
    expect(tiers.shared).toMatchObject({ queued_jobs: 1 });
    expect(tiers.dedicated).toMatchObject({ queued_jobs: 0, oldest_queued_seconds: null });
    expect(tiers.premium.oldest_queued_seconds).toBeGreaterThanOrEqual(120);
  });
});
