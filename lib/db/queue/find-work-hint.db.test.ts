import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findWorkHintAcrossTenants } from "@/lib/db/queue/find-work-hint";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { updateAgentToolsAcrossTenants } from "@/lib/db/queue/update-agent-tools";
import { transaction } from "@/lib/db/transaction";
import { type AgentOptions, createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { placeTenants } from "@/lib/testing/place-tenants";
import { claim, report } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.pool.query("TRUNCATE jobs, queue_lanes, agents, lease_settlements, tier_pauses CASCADE");
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
});
afterAll(() => database.drop());

const sql = (text: string, values: unknown[] = []) => database.pool.query(text, values);
const agent = async (options: AgentOptions = {}) => (await createAgent(database.pool, options)).id;

/** A job whose tenant a round has placed. */
async function waits(options: JobOptions = {}): Promise<void> {
  await createJob(database.pool, tenantId, { tierMax: "premium", ...options });
  await placeTenants(database.pool);
}

/** What is said to the claims of these agents: "claimable" for them, "work" for others, or "nothing". */
async function hint(here: readonly string[], { wantsJobs = true, isTiered = true } = {}): Promise<string> {
  const claims = here.map((agentId) => ({ agentId, wantsJobs, agentStatus: null, requestId: null }));
  const { hasClaimable, hasWork } = await findWorkHintAcrossTenants(database.pool, claims, isTiered);
  expect(hasWork || !hasClaimable).toBe(true);
  return hasClaimable ? "claimable" : hasWork ? "work" : "nothing";
}

describe("a job that waits", () => {
  it("is for the claims of agents that may run it; for others it is work while such an agent is there", async () => {
    const [able, other] = [await agent({ capabilities: ["x"] }), await agent()];
    expect(await hint([able, other])).toBe("nothing");
    await waits({ capabilities: ["x"] });
    expect(await hint([able])).toBe("claimable");
    expect(await hint([other, able])).toBe("claimable");
    expect(await hint([other])).toBe("work");
    expect(await hint([able], { wantsJobs: false })).toBe("work");
    await sql("UPDATE agent_heartbeats SET last_seen_at = now() - interval '5 minutes'");
    expect(await hint([other])).toBe("nothing");
    // Whoever asks is there, whatever is known of its beats.
    expect(await hint([able])).toBe("claimable");
  });

  it("that no agent may run is no work, once a round has placed its tenant", async () => {
    const here = await agent();
    await agent({ tools: ["nmap"], capabilities: ["nobody-has-this"] });
    await createJob(database.pool, tenantId, { capabilities: ["nobody-has-this"] });
    expect(await hint([here])).toBe("claimable");
    await placeTenants(database.pool);
    expect(await hint([here])).toBe("nothing");
    await createJob(database.pool, tenantId, { capabilities: ["nobody-has-this"] });
    expect(await hint([here])).toBe("nothing");
  });

  it("is work from the moment in which an agent gets its tool, is enabled, or is made able", async () => {
    const here = await agent({ tools: ["nmap"], capabilities: ["x"], status: "disabled" });
    await waits({ tool: "sslscan", capabilities: ["x", "y"] });
    expect(await hint([here])).toBe("nothing");
    await sql("UPDATE agents SET status = 'active'");
    expect(await hint([here])).toBe("nothing");
    const tools = [{ name: "sslscan", version: "1" }];
    await updateAgentToolsAcrossTenants(database.pool, [{ agentId: here, tools, version: null }]);
    expect(await hint([here])).toBe("nothing");
    await sql("UPDATE agents SET capabilities = '{y,x}'");
    expect(await hint([here])).toBe("claimable");
    for (const status of ["draining", "drained", "disabled"]) {
      await sql(
        "UPDATE agents SET status = $1, drain_started_at = CASE WHEN $1 = 'disabled' THEN NULL ELSE now() END",
        [status],
      );
      expect(await hint([here])).toBe("nothing");
    }
  });

  it("is for every tier that it may spill over to, and for none above", async () => {
    const [premium, shared] = [await agent({ tier: "premium" }), await agent()];
    await waits();
    expect([await hint([premium]), await hint([shared])]).toEqual(["claimable", "claimable"]);
    await sql("TRUNCATE jobs, queue_lanes CASCADE");
    await waits({ tierMax: "shared" });
    await sql(
      "UPDATE queue_items SET tier_ceiling = 0; UPDATE queue_lanes SET tier_ceiling = 0; UPDATE tenant_lanes SET is_entered = false",
    );
    await placeTenants(database.pool);
    expect([await hint([premium]), await hint([shared])]).toEqual(["work", "claimable"]);
    expect(await hint([premium], { isTiered: false })).toBe("claimable");
  });

  it("is no work while the tiers that may run it are paused, and is again when the pause ends", async () => {
    const premium = await agent({ tier: "premium" });
    await waits();
    const pause = (tier: string) =>
      sql("INSERT INTO tier_pauses (tier, note, paused_at, paused_by) VALUES ($1, 'x', now(), 'x')", [tier]);
    await pause("premium");
    expect(await hint([premium])).toBe("nothing");
    const shared = await agent();
    expect([await hint([premium]), await hint([shared])]).toEqual(["work", "claimable"]);
    // Not tiered, all are of the one tier.
    expect(await hint([premium], { isTiered: false })).toBe("claimable");
    await pause("shared");
    expect(await hint([premium, shared])).toBe("nothing");
    expect(await hint([premium], { isTiered: false })).toBe("nothing");
    await sql(
      "UPDATE tier_pauses SET paused_at = now() - interval '2 s', resumes_at = now() - interval '1 s'",
    );
    expect(await hint([premium])).toBe("claimable");
  });

  it("stays work however old it is, and when its tenant may have room again", async () => {
    const here = await agent({ maxConcurrentJobs: 5 });
    tenantId = (await createTenant(database.pool, { plan: "free" })).id;
    await waits({ queuedSecondsAgo: 4_000, expiresInSeconds: 60 });
    await createJob(database.pool, tenantId);
    expect(await hint([here])).toBe("claimable");
    const { jobs } = await claim(database.pool, here, { max_jobs: 5 });
    expect(jobs).toHaveLength(1);
    expect(await hint([here])).toBe("nothing");
    for (const job of jobs) {
      await report(database.pool, here, job, "running");
      await report(database.pool, here, job, "succeeded");
    }
    expect(await hint([here])).toBe("claimable");
  });
});

describe("a tenant's own agents", () => {
  it("are told of what they may run, whatever the plan says, and of nothing else", async () => {
    const other = (await createTenant(database.pool, { plan: "team" })).id;
    tenantId = (await createTenant(database.pool, { plan: null })).id;
    const [own, unable] = [await agent({ tenantId }), await agent({ tenantId, tools: ["nmap"] })];
    const [foreign, platform] = [await agent({ tenantId: other }), await agent()];
    await waits({ selectionMode: "any" });
    expect(await hint([own])).toBe("claimable");
    for (const id of [unable, foreign, platform]) expect(await hint([id])).toBe("work");
    await sql("UPDATE agents SET status = 'disabled' WHERE id = $1", [own]);
    for (const id of [unable, foreign, platform]) expect(await hint([id])).toBe("nothing");
  });

  it("are told of what waits for them alone, and not of what is for the platform's only", async () => {
    const own = await agent({ tenantId });
    await waits({ selectionMode: "platform_only" });
    expect(await hint([own])).toBe("nothing");
    await waits({ selectionMode: "tenant_only" });
    expect(await hint([own])).toBe("claimable");
    expect(await hint([await agent()])).toBe("claimable");
  });

  it("are told of what goes to either while their tenant has no room on the platform's", async () => {
    const [own, platform] = [await agent({ tenantId }), await agent()];
    await waits({ selectionMode: "tenant_first" });
    await sql("UPDATE tenant_lanes SET is_at_limit = true");
    expect([await hint([own]), await hint([platform])]).toEqual(["claimable", "work"]);
  });
});

it("a job that nobody offers keeps no poll waiting for the dispatch lock", async () => {
  const [here] = [await agent(), await waits({ capabilities: ["nobody-has-this"] })];
  await transaction(database.pool, async (tx) => {
    await lockDispatch(tx);
    expect(await claim(database.pool, here)).toMatchObject({ jobs: [] });
  });
});
