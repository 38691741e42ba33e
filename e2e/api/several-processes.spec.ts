import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import pg from "pg";
import type { JobView } from "@/lib/contracts/job";
import { findFreePort } from "@/server/postgres/free-port";
import { startEmbeddedPostgres } from "@/server/postgres/start-embedded-postgres";
import { createTenant, makeFirstAdmin, type TestTenant } from "../support/people";
import { PollingAgent } from "../support/polling-agent";
import { CAN_SEE_PROCESSES, descendantsOf, isAlive } from "../support/processes";
import { readScan } from "../support/scans";
import { Program } from "../support/start-program";
import { WorkerLine } from "../support/worker-line";

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const secret = () => randomBytes(24).toString("hex");

/** By the polling floor alone it would take nearly a second, which begins anew with each poll. */
const FLOOR_MS = 600;
const TURNS = 6;
/** In so many turns the machine may have stalled. */
const STALLS_MAX = 1;

test.describe.configure({ mode: "serial" });
test.skip(!CAN_SEE_PROCESSES, "Only Linux shows a program's processes.");

const undo: (() => Promise<unknown>)[] = [];
let env: Record<string, string>;
let baseUrl: string;
let server: Program;
let tenant: TestTenant;
let agent: PollingAgent;

function start(settings: Record<string, string> = {}): Program {
  const program = new Program(process.execPath, ["scripts/start.mjs"], { ...env, ...settings });
  undo.push(() => program.stop());
  return program;
}

function workersOf({ pid }: Program) {
  return descendantsOf(pid).filter(({ command }) => command.includes("--worker="));
}

async function lineTo(worker: number): Promise<WorkerLine> {
  const line = await WorkerLine.to(baseUrl, worker);
  undo.push(async () => line.close());
  return line;
}

async function submitBy(line: WorkerLine): Promise<string> {
  const scan = { tool: "http-headers", target: "https://example.com" };
  return (await line.call<{ job: JobView }>("POST", "/api/v1/platform-jobs", tenant.apiKey, scan)).job.id;
}

test.beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "muster-e2e-processes-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  // Started by root, Postgres runs as somebody else and has to pass.
  await chmod(folder, 0o711);
  const dataDir = join(folder, "postgres");
  const postgres = await startEmbeddedPostgres({ dataDir, port: await findFreePort(), log: quiet });
  undo.push(() => postgres.stop());
  const db = new pg.Pool({ connectionString: postgres.url, max: 1 });
  undo.push(() => db.end());
  const port = String(await findFreePort());
  baseUrl = `http://127.0.0.1:${port}`;
  env = {
    DATABASE_URL: postgres.url,
    MUSTER_SECRET: secret(),
    NEXTAUTH_SECRET: secret(),
    CRON_SECRET: secret(),
    NEXTAUTH_URL: baseUrl,
    PORT: port,
    WEB_CONCURRENCY: "2",
  };
  server = start();
  const site = await makeFirstAdmin(baseUrl, (await server.says(/http:\/\/\S+\/setup#\S+/))[0]);
  tenant = await createTenant("enterprise", site);
  agent = await PollingAgent.join(site, db, "polling");
});

test.afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

test("what happens through one process reaches an agent whose poll hangs in another at once", async () => {
  const [one, two] = [await lineTo(1), await lineTo(2)];
  const late = { jobs: [] as number[], orders: [] as number[] };
  for (let turn = 0; turn < TURNS; turn++) {
    const given = await agent.pollWhile(one, 1, () => submitBy(two));
    const [job] = given.answer.jobs;
    if (job?.id !== given.done) throw new Error("The poll brought another job, or none.");
    await agent.tell(one, job, "running");
    const ordered = await agent.pollWhile(one, 0, () =>
      two.call("POST", `/api/v1/platform-jobs/${job.id}/cancel`, tenant.apiKey),
    );
    expect(ordered.answer.cancel.map(({ job_id }) => job_id)).toEqual([job.id]);
    await agent.tell(two, job, "cancelled");
    if (given.ms > FLOOR_MS) late.jobs.push(given.ms);
    if (ordered.ms > FLOOR_MS) late.orders.push(ordered.ms);
  }
  expect(late.jobs.length, `late jobs: ${late.jobs}`).toBeLessThanOrEqual(STALLS_MAX);
  expect(late.orders.length, `late orders: ${late.orders}`).toBeLessThanOrEqual(STALLS_MAX);
});

test("a process that is killed is replaced, and the other goes on meanwhile", async () => {
  // A line whose poll hangs takes nothing else.
  const [two, another] = [await lineTo(2), await lineTo(2)];
  const before = workersOf(server);
  const killed = before.find(({ command }) => command.endsWith("--worker=1"));
  if (!killed) throw new Error("There is no first worker.");
  process.kill(killed.pid, "SIGKILL");
  const meanwhile = await agent.pollWhile(two, 1, () => submitBy(another));
  for (const job of meanwhile.answer.jobs) await agent.tell(two, job, "succeeded");
  expect((await readScan(tenant, meanwhile.done)).status).toBe("succeeded");

  await server.says(/serves in place of the one that ended/);
  const one = await lineTo(1);
  const after = await agent.pollWhile(one, 1, () => submitBy(another));
  expect(after.answer.jobs.map(({ id }) => id)).toEqual([after.done]);
  for (const job of after.answer.jobs) await agent.tell(one, job, "succeeded");
  const pids = workersOf(server).map(({ pid }) => pid);
  expect(pids).toHaveLength(2);
  expect(pids).not.toContain(killed.pid);
});

test("asked to end, all end: open polls are answered, nothing is left", async () => {
  const [one, two] = [await lineTo(1), await lineTo(2)];
  const workers = workersOf(server);
  const outer = await agent.pollWhile(one, 1, () =>
    agent.pollWhile(two, 1, async () => server.signal("SIGTERM")),
  );
  expect([outer.answer.jobs, outer.done.answer.jobs]).toEqual([[], []]);
  await expect.poll(() => server.hasEnded).toBe(true);
  expect(server.exitCode).toBe(0);
  expect(workers.filter(({ pid }) => isAlive(pid))).toEqual([]);
});

test("when the process above them is killed none goes on alone, and the next start serves", async () => {
  const first = start();
  await first.says(/Muster is ready/);
  const workers = workersOf(first);
  expect(workers).toHaveLength(2);
  first.signal("SIGKILL");
  await expect.poll(() => workers.filter(({ pid }) => isAlive(pid))).toEqual([]);
  await start().says(/Muster is ready/);
});

test("what keeps one from starting is said once, and ends the program", async () => {
  const taken = new URL(env.DATABASE_URL ?? "").port;
  const program = start({ PORT: taken });
  await expect.poll(() => program.hasEnded).toBe(true);
  expect(program.exitCode).toBe(1);
  expect(program.output.match(/is in use/g)).toHaveLength(1);
  expect(program.output).toContain("its first process has ended");
});
