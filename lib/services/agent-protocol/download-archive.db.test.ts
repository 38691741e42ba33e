import { afterAll, beforeAll, expect, it } from "vitest";
import { downloadArchive } from "@/lib/services/agent-protocol/download-archive";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, report } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;
let agent: Awaited<ReturnType<typeof createAgent>>;

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool)).id;
  agent = await createAgent(database.pool, { maxConcurrentJobs: 9 });
});
afterAll(async () => await database.drop());

const running = async (options: JobOptions = {}) =>
  (await createJob(database.pool, tenantId, { status: "running", agent, ...options })).id;

function download(jobId: string, attempt = 1) {
  const token = {
    kind: "job_token",
    jobId,
    attempt,
    agentId: agent.id,
    tenantId,
    isPlatformAgent: true,
  } as const;
  return downloadArchive({ ...agentContext(database.pool, agent.id), caller: token }, jobId);
}

it("of a live job that scans none is not there, which is no word to stop the job", async () => {
  await expect(download(await running())).rejects.toMatchObject({ code: "not_found" });
  // One that was deleted meanwhile.
  const gone = await running({ tool: "secrets", target: "00000000-0000-0000-0000-000000000001" });
  await expect(download(gone)).rejects.toMatchObject({ code: "not_found" });
});

it("is refused as stale to an attempt that has ended or never was", async () => {
  const jobId = await running();
  await expect(download(jobId, 2)).rejects.toMatchObject({ code: "stale_attempt" });
  await report(database.pool, agent.id, { id: jobId, attempt: 1 }, "succeeded");
  await expect(download(jobId)).rejects.toMatchObject({ code: "stale_attempt" });
});
