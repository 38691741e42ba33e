import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET as listAttempts } from "@/app/api/v1/platform-jobs/[id]/attempts/route";
import { GET as listFindings } from "@/app/api/v1/platform-jobs/[id]/findings/route";
import { GET as readLog } from "@/app/api/v1/platform-jobs/[id]/logs/route";
import { GET as getJob } from "@/app/api/v1/platform-jobs/[id]/route";
import { GET as listJobs } from "@/app/api/v1/platform-jobs/route";
import type { FindingView } from "@/lib/contracts/finding";
import type { AttemptView, JobView } from "@/lib/contracts/job";
import { newId } from "@/lib/db/new-id";
import { callRoute, type RouteCall } from "@/lib/testing/call-route";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant, type TenantOptions } from "@/lib/testing/factories/create-tenant";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  setProcessPool(db.pool);
});
afterAll(() => db.drop());

async function tenantWithKey(options: TenantOptions = {}) {
  const tenant = await createTenant(db.pool, options);
  return { ...tenant, bearer: (await createApiKey(db.pool, tenant.id)).key };
}

async function list(call: RouteCall): Promise<{ items: JobView[]; next_cursor: string | null }> {
  const answer = await callRoute(listJobs, call);
  expect(answer.status).toBe(200);
  return (await answer.json()) as { items: JobView[]; next_cursor: string | null };
}

describe("the list of scans", () => {
  test("shows the tenant's own, newest first, page by page, none twice and none left out", async () => {
    const { id, bearer } = await tenantWithKey();
    await createJob(db.pool, (await createTenant(db.pool)).id);
    const numbers: number[] = [];
    for (let i = 0; i < 5; i++) numbers.unshift((await createJob(db.pool, id)).number);
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({
        bearer,
        query: { limit: "2", ...(cursor ? { cursor } : {}) },
      });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((job) => job.number));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(numbers);
  });

  test("is narrowed by status, tool, number and part of the target, in which wildcards mean themselves", async () => {
    const { id, bearer } = await tenantWithKey();
    const agent = await createAgent(db.pool);
    const queued = await createJob(db.pool, id, { target: "https://a_b.example.com" });
    const running = await createJob(db.pool, id, {
      status: "running",
      agent,
      target: "https://axb.example.com",
    });
    const done = await createJob(db.pool, id, {
      status: "succeeded",
      agent,
      tool: "nmap",
      target: "HOST-100%",
    });
    const numbersFor = async (query: Record<string, string>) =>
      (await list({ bearer, query })).items.map((job) => job.number);
    expect(await numbersFor({ status: "active" })).toEqual([running.number, queued.number]);
    expect(await numbersFor({ status: "succeeded" })).toEqual([done.number]);
    expect(await numbersFor({ tool: "nmap" })).toEqual([done.number]);
    expect(await numbersFor({ q: "a_b" })).toEqual([queued.number]);
    expect(await numbersFor({ q: "host-100%" })).toEqual([done.number]);
    expect(await numbersFor({ q: `#${running.number}` })).toEqual([running.number]);
    expect(await numbersFor({ q: "" })).toHaveLength(3);
  });

  test.each([
    { limit: "0" },
    { limit: "101" },
    { status: "lost" },
    { cursor: "bm90LWFuLWlk" },
    { page: "2" },
  ])("refuses %o with a pointer", async (query) => {
    const { bearer } = await tenantWithKey();
    const answer = await callRoute(listJobs, { bearer, query });
    expect(answer.status).toBe(422);
    const [name] = Object.keys(query);
    expect(await answer.json()).toMatchObject({
      code: "invalid_input",
      errors: [{ pointer: `/query/${name}` }],
    });
  });

  test("wants a credential with the scope", async () => {
    const tenant = await createTenant(db.pool);
    const { key } = await createApiKey(db.pool, tenant.id, { scopes: ["findings:read"] });
    expect((await callRoute(listJobs)).status).toBe(401);
    expect((await callRoute(listJobs, { bearer: key })).status).toBe(403);
  });
});

describe("a queued scan", () => {
  test("says why it waits, its place, and its priority by the present plan and its age", async () => {
    const { id, bearer } = await tenantWithKey({ plan: "team" });
    const job = await createJob(db.pool, id, {
      tool: "sslscan",
      capabilities: ["nowhere-to-be-found"],
      priorityBase: 50,
      queuedSecondsAgo: 130,
    });
    await db.pool.query("UPDATE subscriptions SET plan_slug = 'enterprise' WHERE tenant_id = $1", [id]);
    const answer = await callRoute(getJob, { bearer, params: { id: job.id } });
    expect(((await answer.json()) as { job: JobView }).job).toMatchObject({
      status: "queued",
      agent: null,
      priority_base: 100,
      effective_priority: 102,
      waiting: { reason: "no_matching_agent", position: 1, tenant_position: 1, estimated_start: null },
    });
  });
});

test("a claimed scan shows the agent of its attempt and the priority it was claimed with", async () => {
  const { id, bearer } = await tenantWithKey();
  const agent = await createAgent(db.pool, { tier: "shared", name: "agent-of-the-attempt" });
  const job = await createJob(db.pool, id, {
    status: "running",
    agent,
    queuedSecondsAgo: 300,
    runSeconds: 120,
    priorityBase: 50,
  });
  await db.pool.query("UPDATE agents SET name = 'renamed', tier = 'premium' WHERE id = $1", [agent.id]);
  const answer = await callRoute(getJob, { bearer, params: { id: job.id } });
  expect(((await answer.json()) as { job: JobView }).job).toMatchObject({
    waiting: null,
    agent: { id: agent.id, name: "agent-of-the-attempt", tier: "shared" },
    effective_priority: 53,
  });
});

describe("another tenant's scan", () => {
  test.each([
    ["get", getJob],
    ["attempts", listAttempts],
    ["findings", listFindings],
    ["logs", readLog],
  ] as const)("is answered by %s exactly as an unknown one", async (_, route) => {
    const { bearer } = await tenantWithKey();
    const other = await createJob(db.pool, (await createTenant(db.pool)).id);
    const answers = await Promise.all(
      [other.id, newId(), "not-an-id"].map((id) =>
        callRoute(route, { bearer, params: { id }, headers: { "x-request-id": "same-request" } }),
      ),
    );
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
    expect(new Set(bodies).size).toBe(1);
  });
});

test("attempts come first to last with their agents, ends and logs", async () => {
  const { id, bearer } = await tenantWithKey();
  const agent = await createAgent(db.pool);
  const job = await createJob(db.pool, id, { status: "failed", agent, attempt: 2 });
  await db.pool.query(
    `INSERT INTO attempts (job_id, attempt, tenant_id, agent_id, agent_name, tier, assigned_at, finished_at, outcome)
     VALUES ($1, 1, $2, $3, $4, 'shared', now(), now(), 'lost')`,
    [job.id, id, agent.id, agent.name],
  );
  await db.pool.query(
    `INSERT INTO log_streams (job_id, attempt, stream, tenant_id, next_offset, is_complete)
     VALUES ($1, 2, 'stdout', $2, 10, true), ($1, 2, 'stderr', $2, 5, true)`,
    [job.id, id],
  );
  const answer = await callRoute(listAttempts, { bearer, params: { id: job.id } });
  const { items } = (await answer.json()) as { items: AttemptView[] };
  expect(items).toMatchObject([
    { attempt: 1, outcome: "lost", log: { bytes: 0, complete: false } },
    {
      attempt: 2,
      outcome: "failed",
      reason: "tool_failed",
      log: { bytes: 15, complete: true },
      agent: { id: agent.id },
    },
  ]);
});

test("findings come worst first, page by page, and can be narrowed to a severity", async () => {
  const { id, bearer } = await tenantWithKey();
  const job = await createJob(db.pool, id, {
    status: "succeeded",
    agent: await createAgent(db.pool),
    tool: "http-headers",
  });
  for (const [index, severity] of ["low", "critical", "info", "high", "low"].entries()) {
    const findingId = newId();
    await db.pool.query(
      `INSERT INTO findings (id, tenant_id, fingerprint, target, tool_family, rule_id, location, title, description,
                             severity, confidence, first_job_id, last_job_id)
       VALUES ($1, $2, $3, 'https://example.com', 'web', 'rule', '/', 'Title', '', $4, 'high', $5, $5)`,
      [findingId, id, `fingerprint-${index}`, severity, job.id],
    );
    await db.pool.query(
      "INSERT INTO job_findings (job_id, finding_id, tenant_id, attempt, is_new) VALUES ($1, $2, $3, 1, $4)",
      [job.id, findingId, id, index === 0],
    );
  }
  const page = async (query: Record<string, string>) => {
    const answer = await callRoute(listFindings, { bearer, params: { id: job.id }, query });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { items: FindingView[]; next_cursor: string | null };
  };
  const first = await page({ limit: "3" });
  const second = await page({ limit: "3", cursor: first.next_cursor ?? "" });
  expect([...first.items, ...second.items].map((item) => item.severity)).toEqual([
    "critical",
    "high",
    "low",
    "low",
    "info",
  ]);
  expect(second.next_cursor).toBeNull();
  expect(first.items[2]).toMatchObject({ is_new: true, tool: "http-headers" });
  expect((await page({ severity: "low" })).items).toHaveLength(2);
  const refused = await callRoute(listFindings, { bearer, params: { id: job.id }, query: { cursor: "W10" } });
  expect(refused.status).toBe(422);
});
