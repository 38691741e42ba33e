import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CreateAgentBody } from "@/lib/contracts/agent";
import { listAgentsByKeyAcrossTenants } from "@/lib/db/access/find-agent-by-key";
import { finishDrains } from "@/lib/db/agents/finish-drains";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { parseKey } from "@/lib/domain/token/api-key";
import { secretMatches } from "@/lib/secrets/hash-secret";
import type { TenantContext } from "@/lib/services/context";
import { createAgent } from "@/lib/services/platform-agents/create-agent";
import { deleteAgent } from "@/lib/services/platform-agents/delete-agent";
import { disableAgent } from "@/lib/services/platform-agents/disable-agent";
import { drainAgent } from "@/lib/services/platform-agents/drain-agent";
import { enableAgent } from "@/lib/services/platform-agents/enable-agent";
import { getAgent } from "@/lib/services/platform-agents/get-agent";
import { rotateAgentKey } from "@/lib/services/platform-agents/rotate-agent-key";
import { updateAgent } from "@/lib/services/platform-agents/update-agent";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent as insertTestAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let ctx: TenantContext;

beforeAll(async () => {
  database = await createTestDatabase();
  ctx = adminContext(database.pool);
});
afterAll(async () => {
  await database?.drop();
});

async function auditOf(agentId: string) {
  const { rows } = await database.pool.query<{ action: string; before: unknown; after: unknown }>(
    "SELECT action, before, after FROM audit_log WHERE target_id = $1 ORDER BY id",
    [agentId],
  );
  return rows;
}

async function eventsOf(agentId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ type: string }>(
    "SELECT type FROM events WHERE subject_id = $1 ORDER BY id",
    [agentId],
  );
  return rows.map((row) => row.type);
}

async function busyAgent(jobs = 1) {
  const agent = await insertTestAgent(database.pool, { maxConcurrentJobs: 5 });
  const tenant = await createTenant(database.pool);
  const ids: string[] = [];
  for (let i = 0; i < jobs; i++) {
    ids.push((await createJob(database.pool, tenant.id, { status: "running", agent })).id);
  }
  return { agent, tenant, jobIds: ids };
}

async function endLease(jobId: string): Promise<void> {
  await database.pool.query("DELETE FROM job_leases WHERE job_id = $1", [jobId]);
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof AppError ? error.code : `no refusal: ${String(error)}`;
}

async function keyWorks(key: string): Promise<boolean> {
  const parts = parseKey(key);
  const { rows } = await listAgentsByKeyAcrossTenants(database.pool, [parts?.prefix ?? ""]);
  const [row] = rows;
  return Boolean(parts && row && secretMatches(parts.secret, row.keyHash));
}

describe("creating and changing", () => {
  test("an agent made by hand has a key that works and is in no row, and is pending until its first beat", async () => {
    const body = CreateAgentBody.parse({ name: "by-hand", tier: "premium", tools: ["nmap"] });
    const { agent, api_key } = await createAgent(ctx, body);
    expect(agent).toMatchObject({ health: "pending", status: "active", tier_priority: 100, current_jobs: 0 });
    expect(await keyWorks(api_key)).toBe(true);
    const { rows } = await database.pool.query(
      "SELECT a::text || (SELECT string_agg(l::text, '') FROM audit_log l) AS everything FROM agents a WHERE id = $1",
      [agent.id],
    );
    expect(rows[0].everything).not.toContain(parseKey(api_key)?.secret);
    expect(await codeOf(createAgent(ctx, body))).toBe("name_taken");
  });

  test("a new tier has an audit entry of its own; what does not change is not named", async () => {
    const { id } = await insertTestAgent(database.pool, { tier: "shared" });
    const { agent } = await updateAgent(ctx, { id, body: { tier: "dedicated", max_concurrent_jobs: 1 } });
    expect(agent.tier).toBe("dedicated");
    const entries = await auditOf(id);
    expect(entries.map((entry) => entry.action)).toEqual(["agent.updated", "agent.tier_changed"]);
    expect(entries[0]).toMatchObject({ before: { tier: "shared" }, after: { tier: "dedicated" } });
    expect(entries[0]?.after).not.toHaveProperty("max_concurrent_jobs");
    expect(await eventsOf(id)).toEqual(["agent.updated"]);
  });

  test("a change that changes nothing writes nothing", async () => {
    const { id } = await insertTestAgent(database.pool, { tier: "shared" });
    await updateAgent(ctx, { id, body: { tier: "shared" } });
    expect(await auditOf(id)).toEqual([]);
    expect(await eventsOf(id)).toEqual([]);
  });

  test("a name of another agent is refused and changes nothing", async () => {
    const one = await insertTestAgent(database.pool);
    const other = await insertTestAgent(database.pool);
    expect(await codeOf(updateAgent(ctx, { id: one.id, body: { name: other.name, tier: "premium" } }))).toBe(
      "name_taken",
    );
    expect((await getAgent(ctx, one.id)).agent.tier).toBe("shared");
  });

  test("a tenant's own agent is not a platform agent: not found", async () => {
    const tenant = await createTenant(database.pool);
    const own = await insertTestAgent(database.pool, { tenantId: tenant.id });
    expect(await codeOf(getAgent(ctx, own.id))).toBe("not_found");
    expect(await codeOf(disableAgent(ctx, own.id))).toBe("not_found");
    expect(await codeOf(deleteAgent(ctx, { id: own.id, isForced: true }))).toBe("not_found");
  });
});

describe("draining", () => {
  test("without leases ends at once", async () => {
    const { id } = await insertTestAgent(database.pool);
    const { agent } = await drainAgent(ctx, id);
    expect(agent.status).toBe("drained");
    expect(await eventsOf(id)).toEqual(["agent.draining", "agent.drained"]);
    expect((await auditOf(id)).map((entry) => entry.action)).toEqual(["agent.draining", "agent.drained"]);
  });

  test("lasts until the last lease has ended, and is told once", async () => {
    const { agent, jobIds } = await busyAgent(2);
    expect((await drainAgent(ctx, agent.id)).agent).toMatchObject({ status: "draining", current_jobs: 2 });
    const finish = () => transaction(database.pool, (tx) => finishDrains(tx, [agent.id]));
    for (const jobId of jobIds) {
      expect(await finish()).toEqual([]);
      await endLease(jobId);
    }
    expect(await finish()).toEqual([agent.id]);
    expect(await finish()).toEqual([]);
    expect((await getAgent(ctx, agent.id)).agent.status).toBe("drained");
    expect(await eventsOf(agent.id)).toEqual(["agent.draining", "agent.drained"]);
  });

  test("by maintenance finishes every agent that is free and touches no other", async () => {
    const busy = await busyAgent();
    const free = await insertTestAgent(database.pool, { status: "draining" });
    const active = await insertTestAgent(database.pool);
    await drainAgent(ctx, busy.agent.id);
    const finished = await transaction(database.pool, (tx) => finishDrains(tx, null));
    expect(finished).toContain(free.id);
    expect(finished).not.toContain(busy.agent.id);
    expect((await getAgent(ctx, active.id)).agent.status).toBe("active");
  });

  test("and disabling are repeatable without a second record, and enabling ends both", async () => {
    const { agent } = await busyAgent();
    await drainAgent(ctx, agent.id);
    await drainAgent(ctx, agent.id);
    expect((await enableAgent(ctx, agent.id)).agent).toMatchObject({
      status: "active",
      drain_started_at: null,
    });
    await disableAgent(ctx, agent.id);
    await disableAgent(ctx, agent.id);
    await enableAgent(ctx, agent.id);
    expect(await eventsOf(agent.id)).toEqual([
      "agent.draining",
      "agent.enabled",
      "agent.disabled",
      "agent.enabled",
    ]);
  });

  test("and disabling leave the leases where they are", async () => {
    const { agent, jobIds } = await busyAgent(2);
    expect((await disableAgent(ctx, agent.id)).agent.current_jobs).toBe(2);
    expect((await drainAgent(ctx, agent.id)).agent.current_jobs).toBe(2);
    expect((await getAgent(ctx, agent.id)).running_jobs.map((job) => job.id).toSorted()).toEqual(
      jobIds.toSorted(),
    );
  });
});

describe("key rotation", () => {
  test("honours the old key for 24 hours beside the new one", async () => {
    const made = await createAgent(ctx, CreateAgentBody.parse({ name: "rotating", tier: "shared" }));
    const rotated = await rotateAgentKey(ctx, made.agent.id);
    expect(await keyWorks(made.api_key)).toBe(true);
    expect(await keyWorks(rotated.api_key)).toBe(true);
    await database.pool.query(
      "UPDATE agents SET previous_api_key_expires_at = now() - interval '1 second' WHERE id = $1",
      [made.agent.id],
    );
    expect(await keyWorks(made.api_key)).toBe(false);
    expect(await keyWorks(rotated.api_key)).toBe(true);
  });

  test("repeated before the new key was used keeps the key that the agent carries", async () => {
    const made = await createAgent(ctx, CreateAgentBody.parse({ name: "rotating-twice", tier: "shared" }));
    const unused = await rotateAgentKey(ctx, made.agent.id);
    const latest = await rotateAgentKey(ctx, made.agent.id);
    expect(await keyWorks(made.api_key)).toBe(true);
    expect(await keyWorks(unused.api_key)).toBe(false);
    expect(await keyWorks(latest.api_key)).toBe(true);
  });
});

describe("deleting", () => {
  test("kills both keys at once, hides the agent and frees its name", async () => {
    const body = CreateAgentBody.parse({ name: "leaving", tier: "shared" });
    const made = await createAgent(ctx, body);
    const rotated = await rotateAgentKey(ctx, made.agent.id);
    await deleteAgent(ctx, { id: made.agent.id, isForced: false });
    expect(await keyWorks(made.api_key)).toBe(false);
    expect(await keyWorks(rotated.api_key)).toBe(false);
    expect(await codeOf(getAgent(ctx, made.agent.id))).toBe("not_found");
    expect(await codeOf(deleteAgent(ctx, { id: made.agent.id, isForced: false }))).toBe("not_found");
    expect((await createAgent(ctx, body)).agent.name).toBe("leaving");
  });

  test("an agent that holds jobs is refused; by force its jobs go back to the queue", async () => {
    const { agent, jobIds } = await busyAgent(2);
    expect(await codeOf(deleteAgent(ctx, { id: agent.id, isForced: false }))).toBe("agent_busy");
    expect((await getAgent(ctx, agent.id)).running_jobs).toHaveLength(2);
    await deleteAgent(ctx, { id: agent.id, isForced: true });
    const { rows } = await database.pool.query(
      `SELECT j.status, q.job_id IS NOT NULL AS waits FROM jobs j LEFT JOIN queue_items q ON q.job_id = j.id
        WHERE j.id = ANY ($1)`,
      [jobIds],
    );
    expect(rows).toEqual([
      { status: "queued", waits: true },
      { status: "queued", waits: true },
    ]);
  });
});
