import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import { type DemoTarget, startDemoTarget } from "@/demo/target/start-demo-target";
import { exitCodes } from "./exit-code";
import { FakeControlPlane, type FakeJob } from "./testing/fake-control-plane";
import { until } from "./testing/until";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
let program: string;
let toolFolder: string;
let target: DemoTarget;
let server: FakeControlPlane;
let dataDir: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "muster-agent-bundle-"));
  program = path.join(folder, "muster-agent.js");
  toolFolder = path.join(folder, "tools");
  const build = spawn(process.execPath, ["agent/scripts/build-agent.mjs", "--outdir", folder], {
    stdio: "inherit",
  });
  const [exitCode] = await once(build, "exit");
  expect(exitCode).toBe(0);
  target = await startDemoTarget({ slowSeconds: 0.2 });
});
afterAll(async () => {
  await target.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  server = await new FakeControlPlane().start();
  dataDir = path.join(await mkdtemp(path.join(tmpdir(), "muster-agent-")), "with space");
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
  await server.stop();
  await rm(path.dirname(dataDir), { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  output: { text: string };
  exit: Promise<number | null>;
}

/** The bundle under plain Node, with nothing of the test's environment that could be mistaken for settings. */
function start(...args: string[]): Started {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    // Tools of the test's own come first.
    env: {
      PATH: `${toolFolder}:${process.env.PATH}`,
      MUSTER_AGENT_DATA_DIR: dataDir,
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (output.text += bytes));
  const exit = once(child, "close").then(([code]) => code as number | null);
  return { child, output, exit };
}

async function runToEnd(...args: string[]): Promise<{ exitCode: number | null; text: string }> {
  const { exit, output } = start(...args);
  return { exitCode: await exit, text: output.text };
}

const join = (...args: string[]) =>
  runToEnd("join", "--url", server.url, "--token", server.bootstrapToken, "--name", "agent-1", ...args);

const ended = (job: FakeJob) => until(`the end of ${job.id}`, () => job.end, 40);

/** A zombie is not: nobody may ever collect it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch (error) {
    // There is no /proc, but there is the process.
    return (error as NodeJS.ErrnoException).code === "ENOENT" && existsSync("/proc") === false;
  }
}

describe("join", () => {
  test("stores the identity for its user alone and says what to do next", async () => {
    const { exitCode, text } = await join("--label", "rack=a1", "--region", "eu-1", "--max-jobs", "3");
    expect(exitCode).toBe(exitCodes.ok);
    expect(text).toContain("muster-agent run");
    expect(server.callsOf("registerAgent")[0]?.body).toMatchObject({
      name: "agent-1",
      labels: { rack: "a1" },
      region: "eu-1",
      max_concurrent_jobs: 3,
    });
    const file = path.join(dataDir, "identity.json");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect(text).not.toContain(JSON.parse(readFileSync(file, "utf8")).api_key);
    expect(existsSync(path.join(dataDir, "join.json"))).toBe(false);
  });

  test("with a tenant's token makes an agent that calls, checks, runs and leaves under the tenants' prefix", async () => {
    server.fleet = "tenant";
    expect((await join()).text).toContain("a tenant's own agent");
    expect((await runToEnd("status")).text).toContain("active, a tenant's own agent");
    expect((await runToEnd("check")).text).toMatch(/PASS {2}credentials +accepted; a tenant's own agent/);
    const { child, exit } = start("run", "--allow-target", "127.0.0.0/8");
    const job = server.submit({ tool: "http-headers", target: target.url, profile: "quick" });
    expect(await ended(job)).toMatchObject({ status: "succeeded" });
    expect(job.log.stdout.length).toBeGreaterThan(0);
    child.kill("SIGTERM");
    expect(await exit).toBe(exitCodes.ok);
    expect(await runToEnd("leave")).toMatchObject({ exitCode: exitCodes.ok });
  });

  test("of old, whose identity does not say whose agent it is, goes on as a platform agent", async () => {
    await join();
    const file = path.join(dataDir, "identity.json");
    const { fleet, ...old } = JSON.parse(readFileSync(file, "utf8"));
    expect(fleet).toBe("platform");
    await writeFile(file, JSON.stringify(old));
    expect((await runToEnd("status")).text).toContain("active, tier shared");
  });

  test("repeated after a lost answer becomes the same agent", async () => {
    server.fault("registerAgent", "lose_answer", 4);
    expect(await join()).toMatchObject({ exitCode: exitCodes.unreachable });
    expect(existsSync(path.join(dataDir, "identity.json"))).toBe(false);
    expect(readFileSync(path.join(dataDir, "join.json"), "utf8")).not.toContain(server.bootstrapToken);
    expect(await join()).toMatchObject({ exitCode: exitCodes.ok });
    expect(server.registrations.size).toBe(1);
    const { api_key } = JSON.parse(readFileSync(path.join(dataDir, "identity.json"), "utf8"));
    expect(server.apiKeys.has(api_key)).toBe(true);
  });

  test("refuses a second identity", async () => {
    await join();
    const { exitCode, text } = await join();
    expect(exitCode).toBe(exitCodes.wrongState);
    expect(text).toContain("joined");
    expect(server.callsOf("registerAgent")).toHaveLength(1);
  });

  test("says what is wrong: the token, the name, the address, the flags", async () => {
    const wrongToken = await runToEnd("join", "--url", server.url, "--token", "aaaaaa.bbbbbbbbbbbbbbbb");
    expect(wrongToken).toMatchObject({ exitCode: exitCodes.credentialRefused });
    expect(wrongToken.text).toContain("token is not accepted");
    server.names.add("agent-1");
    const taken = await join();
    expect(taken).toMatchObject({ exitCode: exitCodes.failed });
    expect(taken.text).toContain("agent-1 exists already");
    const nowhere = await runToEnd("join", "--url", "http://127.0.0.1:1", "--token", server.bootstrapToken);
    expect(nowhere).toMatchObject({ exitCode: exitCodes.unreachable });
    expect(nowhere.text).toContain("cannot be reached");
    expect(await runToEnd("join", "--url", "ftp://x")).toMatchObject({ exitCode: exitCodes.usage });
    expect(await runToEnd("join", "--url", server.url)).toMatchObject({ exitCode: exitCodes.usage });
    expect(await runToEnd("fly")).toMatchObject({ exitCode: exitCodes.usage });
  });
});

describe("run", () => {
  test("scans a site and an archive with the bundled scanners; SIGTERM ends it in order", async () => {
    await join();
    const { child, exit, output } = start("run", "--allow-target", "127.0.0.0/8");
    const site = server.submit({ tool: "http-headers", target: target.url });
    server.archive = readFileSync(target.archivePath);
    const archive = {
      id: "00000000-0000-4000-8000-000000000001",
      size_bytes: server.archive.length,
      sha256: createHash("sha256").update(server.archive).digest("hex"),
    };
    const secrets = server.submit({ tool: "secrets", target: "repository", archive });
    expect(await ended(site)).toMatchObject({ status: "succeeded" });
    expect(site.findings.length).toBeGreaterThan(3);
    expect(site.log.stdout.length).toBeGreaterThan(100);
    expect(await ended(secrets)).toMatchObject({ status: "succeeded" });
    expect(secrets.findings.length).toBeGreaterThan(0);
    const { api_key } = JSON.parse(readFileSync(path.join(dataDir, "identity.json"), "utf8"));
    child.kill("SIGTERM");
    expect(await exit).toBe(exitCodes.ok);
    expect(output.text).not.toContain(api_key);
    expect(server.calls.at(-1)?.operation).toBe("goOffline");
    expect(existsSync(path.join(dataDir, "run.lock"))).toBe(false);
    for (const line of output.text.trim().split("\n")) JSON.parse(line);
  });

  test("refuses a private target that its operator has not allowed, whatever the server says", async () => {
    await join();
    start("run");
    const job = server.submit({ tool: "http-headers", target: target.url });
    expect(await ended(job)).toMatchObject({ status: "failed", reason: "target_refused" });
  });

  test("SIGTERM lets a running scan finish; a second one ends at once and gives it back", async () => {
    await join();
    const first = start("run", "--allow-target", "127.0.0.0/8");
    const finished = server.submit({ tool: "http-headers", target: target.slowUrl, profile: "quick" });
    await until("the first run's log", () => finished.log.stdout.length > 0, 20);
    first.child.kill("SIGTERM");
    expect(await first.exit).toBe(exitCodes.ok);
    expect(finished.end).toMatchObject({ status: "succeeded" });

    const second = start("run", "--allow-target", "127.0.0.0/8");
    const abandoned = server.submit({ tool: "http-headers", target: target.slowUrl });
    await until("the second run's log", () => abandoned.log.stdout.length > 0, 20);
    second.child.kill("SIGTERM");
    await until("the drain", () => second.output.text.includes("stopping"));
    second.child.kill("SIGTERM");
    expect(await second.exit).toBe(exitCodes.jobsAbandoned);
    expect(abandoned).toMatchObject({ status: "queued", end: null });
    expect(abandoned.reports.at(-1)).toMatchObject({ status: "released" });
  });

  test("one process at a time per data folder; a lock of a killed one does not count", async () => {
    await join();
    const first = start("run");
    await until("the first beat", () => server.callsOf("heartbeat").length > 0, 20);
    const second = await runToEnd("run");
    expect(second).toMatchObject({ exitCode: exitCodes.wrongState });
    expect(second.text).toContain(String(first.child.pid));
    expect(await runToEnd("leave")).toMatchObject({ exitCode: exitCodes.wrongState });
    first.child.kill("SIGKILL");
    await first.exit;
    const beats = server.callsOf("heartbeat").length;
    const third = start("run");
    await until("a beat of the third", () => server.callsOf("heartbeat").length > beats, 20);
    third.child.kill("SIGINT");
    expect(await third.exit).toBe(exitCodes.ok);
  });

  test("a killed agent's scanners are ended by its next life before it claims, whatever they ignore; nobody else's are", async () => {
    await join();
    const pidFile = path.join(folder, "long-child.pids");
    const tool = path.join(toolFolder, "nmap");
    await mkdir(toolFolder);
    onTestFinished(() => rm(toolFolder, { recursive: true }));
    // Looks installed, ignores TERM, and has a child that has left its group.
    await writeFile(
      tool,
      `#!${process.execPath}
const { spawn } = require("node:child_process");
if (process.argv.includes("--version")) return console.log("Nmap version 7.94 ( https://nmap.org )");
process.on("SIGTERM", () => {});
const script = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
const child = spawn(process.execPath, ["-e", script], { detached: true, stdio: "ignore" });
require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, process.pid + " " + child.pid);
setInterval(() => {}, 1000);
`,
      { mode: 0o755 },
    );
    const first = start("run", "--allow-target", "127.0.0.0/8");
    server.submit({ tool: "nmap", target: "127.0.0.1" });
    const pids = await until("the scanner's processes", () => {
      const text = existsSync(pidFile) ? readFileSync(pidFile, "utf8") : "";
      return /^\d+ \d+$/.test(text) && text.split(" ").map(Number);
    });
    onTestFinished(() => {
      for (const pid of pids.filter(isAlive)) process.kill(pid, "SIGKILL");
    });
    const noteDir = path.join(dataDir, "process-groups");
    const [note = ""] = await until(
      "the note",
      () => existsSync(noteDir) && readdirSync(noteDir).length === 1 && readdirSync(noteDir),
    );
    const noted = JSON.parse(readFileSync(path.join(noteDir, note), "utf8"));
    expect(noted.id).toBe(pids[0]);
    expect((await stat(path.join(noteDir, note))).mode & 0o777).toBe(0o600);
    first.child.kill("SIGKILL");
    await first.exit;
    expect(pids.filter(isAlive)).toEqual(pids);

    // Its number was given to another group since.
    const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true });
    children.add(stranger);
    await once(stranger, "spawn");
    const strangersNote = { ...noted, id: stranger.pid, marker: randomUUID(), leader: "boot/1" };
    await writeFile(path.join(noteDir, `${stranger.pid}.json`), JSON.stringify(strangersNote));
    await writeFile(path.join(noteDir, "damaged.json"), "{");

    const claims = server.callsOf("claimJobs").length;
    const second = start("run");
    await until("a claim of the second life", () => server.callsOf("claimJobs").length > claims, 20);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    expect(readdirSync(noteDir)).toEqual([]);
    expect(second.output.text).toContain("last life were ended");
    second.child.kill("SIGTERM");
    expect(await second.exit).toBe(exitCodes.ok);
  });

  test("ends when its key is refused", async () => {
    await join();
    const { exit } = start("run");
    await until("the first beat", () => server.callsOf("heartbeat").length > 0, 20);
    server.apiKeys.clear();
    expect(await exit).toBe(exitCodes.credentialRefused);
  });
});

test("check, status and leave tell the truth before, during and after membership", async () => {
  const before = await runToEnd("check");
  expect(before).toMatchObject({ exitCode: exitCodes.failed });
  expect(before.text).toMatch(/FAIL {2}identity/);
  expect(await runToEnd("status")).toMatchObject({ exitCode: exitCodes.wrongState });

  await join();
  const during = await runToEnd("check");
  expect(during.text).not.toContain("FAIL");
  expect(during).toMatchObject({ exitCode: exitCodes.ok });
  expect(during.text).toMatch(/PASS {2}tools .*http-headers 1\.0\.0/);
  const shown = await runToEnd("status");
  expect(shown).toMatchObject({ exitCode: exitCodes.ok });
  expect(shown.text).toContain("active, tier shared");

  const left = await runToEnd("leave");
  expect(left).toMatchObject({ exitCode: exitCodes.ok });
  expect(existsSync(path.join(dataDir, "identity.json"))).toBe(false);
});

test("config shows each value with its source and no secret", async () => {
  const { text } = await runToEnd("config", "--allow-target", "10.0.0.0/8");
  expect(text).toContain('["10.0.0.0/8"]  # flag');
  expect(text).toContain("# MUSTER_AGENT_DATA_DIR");
});
