import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ReportFindingsBody } from "@/lib/contracts/agent-protocol";
import { reportFindings } from "@/lib/services/agent-protocol/report-findings";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { jobContext, report } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;
let agent: Awaited<ReturnType<typeof createAgent>>;

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
  agent = await createAgent(database.pool, { maxConcurrentJobs: 100 });
});

afterAll(async () => await database.drop());

const running = async (tenant = tenantId) =>
  (
    await createJob(database.pool, tenant, {
      status: "running",
      agent,
      target: "https://scanned.example.com",
    })
  ).id;

function send(jobId: string, rules: readonly string[], agentId = agent.id) {
  const findings = rules.map((rule_id) => ({
    rule_id,
    location: "/",
    title: rule_id,
    description: "What is wrong.",
    severity: "low",
    confidence: "high",
  }));
  return reportFindings(
    jobContext(database.pool, agentId),
    jobId,
    ReportFindingsBody.parse({ attempt: 1, findings }),
  );
}

async function findings(tenant: string): Promise<{ rule_id: string; state: string }[]> {
  const { rows } = await database.pool.query<{ rule_id: string; state: string }>(
    "SELECT rule_id, state FROM findings WHERE tenant_id = $1 ORDER BY rule_id",
    [tenant],
  );
  return rows;
}

describe("findings", () => {
  it("reported twice, in one report, again, or at once, count once", async () => {
    const jobId = await running();
    expect(await send(jobId, ["a", "b", "a"])).toEqual({ accepted: 3, findings_count: 2 });
    expect(await send(jobId, ["b", "c"])).toEqual({ accepted: 2, findings_count: 3 });
    await Promise.all([send(jobId, ["a", "c"]), send(jobId, ["c", "a"]), send(jobId, ["b", "a", "c"])]);
    const { rows } = await database.pool.query("SELECT findings_count FROM jobs WHERE id = $1", [jobId]);
    expect(rows).toEqual([{ findings_count: 3 }]);
    const { rows: seen } = await database.pool.query(
      "SELECT DISTINCT is_new FROM job_findings WHERE job_id = $1",
      [jobId],
    );
    expect(seen).toEqual([{ is_new: true }]);
  });

  it("of reports that come at once are all counted", async () => {
    for (let round = 0; round < 5; round++) {
      const jobId = await running();
      const rules = Array.from({ length: 8 }, (_, n) => `at-once-${round}-${n}`);
      await Promise.all(rules.map((rule) => send(jobId, [rule])));
      const { rows } = await database.pool.query("SELECT findings_count FROM jobs WHERE id = $1", [jobId]);
      expect(rows).toEqual([{ findings_count: rules.length }]);
    }
  });

  it("seen by a later run are open, not new; a fixed one is reopened, a dismissed one stays dismissed", async () => {
    const tenant = (await createTenant(database.pool)).id;
    await send(await running(tenant), ["a", "b", "c"]);
    await database.pool.query("UPDATE findings SET state = 'fixed' WHERE tenant_id = $1 AND rule_id = 'b'", [
      tenant,
    ]);
    await database.pool.query(
      "UPDATE findings SET state = 'dismissed' WHERE tenant_id = $1 AND rule_id = 'c'",
      [tenant],
    );
    const later = await running(tenant);
    await send(later, ["a", "b", "c", "d"]);
    expect(await findings(tenant)).toEqual([
      { rule_id: "a", state: "open" },
      { rule_id: "b", state: "reopened" },
      { rule_id: "c", state: "dismissed" },
      { rule_id: "d", state: "new" },
    ]);
    const { rows } = await database.pool.query(
      "SELECT count(*) FILTER (WHERE is_new)::int AS n FROM job_findings WHERE job_id = $1",
      [later],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  it("of two tenants with the same target stay apart", async () => {
    const [one, other] = [(await createTenant(database.pool)).id, (await createTenant(database.pool)).id];
    await send(await running(one), ["a"]);
    await send(await running(other), ["a"]);
    expect(await findings(one)).toEqual([{ rule_id: "a", state: "new" }]);
    expect(await findings(other)).toEqual([{ rule_id: "a", state: "new" }]);
  });

  it("are taken for five minutes after the end, and from no other agent", async () => {
    const jobId = await running();
    const other = await createAgent(database.pool);
    await expect(send(jobId, ["z"], other.id)).rejects.toMatchObject({ code: "stale_attempt" });
    await report(database.pool, agent.id, { id: jobId, attempt: 1 }, "succeeded");
    expect(await send(jobId, ["late"])).toMatchObject({ findings_count: 1 });
    await database.pool.query(
      "UPDATE attempts SET finished_at = now() - interval '301 seconds' WHERE job_id = $1",
      [jobId],
    );
    await expect(send(jobId, ["too late"])).rejects.toMatchObject({ code: "stale_attempt" });
  });
});
