import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import * as findings from "@/app/api/v1/platform-jobs/[id]/findings/route";
import * as logs from "@/app/api/v1/platform-jobs/[id]/logs/route";
import * as job from "@/app/api/v1/platform-jobs/[id]/route";
import * as jobs from "@/app/api/v1/platform-jobs/route";
import { asPlatform } from "@/lib/services/as-platform";
import { pauseTier } from "@/lib/services/tiers/pause-tier";
import { resumeTier } from "@/lib/services/tiers/resume-tier";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { createTenant, type TenantOptions } from "@/lib/testing/factories/create-tenant";
import { setProcessPool } from "@/lib/testing/process-pool";
import { claim, report } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";
import { RouteTable } from "@/server/http/route-table";
import { type HttpServer, startHttpServer } from "@/server/http/start-http-server";
import { runFirstScan } from "./first-scan";

const TARGET = "https://example.com";
const LONG_MS = 30_000;

let db: TestDatabase;
let server: HttpServer;
let lines: string[];

beforeAll(async () => {
  server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    table: new RouteTable([jobs, job, logs, findings]),
    pages: (_, target) => void target.end(),
  });
});
afterAll(() => server.stop(0));

/** A database a test: a pause concerns everybody. */
beforeEach(async () => {
  db = await createTestDatabase();
  setProcessPool(db.pool);
  lines = [];
});
afterEach(() => db.drop());

async function scan(tenant: TenantOptions, waitMs: number, onLine: (line: string) => void = () => {}) {
  const { id } = await createTenant(db.pool, tenant);
  const { key } = await createApiKey(db.pool, id);
  const print = (line: string) => {
    lines.push(line);
    onLine(line);
  };
  return await runFirstScan(`http://127.0.0.1:${server.port}`, key, TARGET, { waitMs, print });
}
const admin = () => asPlatform(adminContext(db.pool));
const pause = (note: string) => pauseTier(admin(), { tier: "shared", body: { note, resumes_at: null } });

test("a scan that waits for longer than the demo does is told with its reason, and left to the console", async () => {
  await createAgent(db.pool);
  await pause("The rack moves.");
  const { isGood, waiting } = await scan({ plan: "team" }, 0);
  expect(isGood).toBe(false);
  expect(waiting).toMatchObject({ number: 1, status: "queued" });
  expect(lines).toEqual([
    `Scan #1 of ${TARGET} submitted (queued).`,
    expect.stringMatching(/^ {2}… .*The rack moves\./),
    "Scan #1 still waits after 0 s.",
  ]);
});

test("a scan that waits tells each new reason once, and goes on as soon as it may", async () => {
  const agent = await createAgent(db.pool);
  await pause("The rack moves.");
  let work: Promise<unknown> = Promise.resolve();
  const { isGood, waiting } = await scan({ plan: "team" }, LONG_MS, (line) => {
    if (line.includes("The rack moves.")) work = work.then(() => pause("The rack is lost."));
    if (line.includes("The rack is lost.")) work = work.then(runIt);
  });
  await work;
  async function runIt(): Promise<void> {
    await resumeTier(admin(), "shared");
    const [claimed] = (await claim(db.pool, agent.id)).jobs;
    if (!claimed) throw new Error("nothing was claimed");
    await report(db.pool, agent.id, claimed, "running");
    await report(db.pool, agent.id, claimed, "succeeded", { exit_code: 0 });
  }
  expect({ isGood, waiting }).toEqual({ isGood: false, waiting: null });
  expect(lines.filter((line) => line.startsWith("  … "))).toEqual([
    expect.stringContaining("The rack moves."),
    expect.stringContaining("The rack is lost."),
  ]);
  expect(lines.at(-1)).toBe(`Scan #1 succeeded on ${agent.name}: 0 findings`);
});

test("a scan that is refused is told with its reason, and the demo goes on without", async () => {
  expect(await scan({ plan: null }, LONG_MS)).toEqual({ isGood: false, waiting: null });
  expect(lines).toEqual([expect.stringMatching(/^The scan was refused: .* answered 403: ./)]);
});
