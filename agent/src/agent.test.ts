import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ScanContext, ScannerFinding } from "./scanners/scanner";
import { FakeControlPlane, type FakeJob } from "./testing/fake-control-plane";
import { type Script, startTestAgent, succeeded, type TestAgent } from "./testing/start-test-agent";
import { until } from "./testing/until";

vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });

let server: FakeControlPlane;
const agents: TestAgent[] = [];

beforeEach(async () => {
  server = await new FakeControlPlane().start();
});
afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.close()));
  await server.stop();
});

async function start(
  script: Script,
  overrides: Parameters<typeof startTestAgent>[2] = {},
): Promise<TestAgent> {
  const agent = await startTestAgent(server, script, overrides);
  agents.push(agent);
  return agent;
}

const finding = (rule: string): ScannerFinding => ({
  rule_id: rule,
  title: `Title of ${rule}`,
  description: "",
  severity: "low",
  confidence: "high",
  location: "/",
  rule_key: "",
  cwe: [],
  cve: [],
  evidence: "",
});

const ended = (job: FakeJob) => until(`job ${job.status} to end`, () => job.end);

/** Runs until it is told to stop. */
const untilAborted: Script = (context) =>
  new Promise((resolve) => {
    const end = () => resolve({ status: "cancelled", exit_code: null, complete: false });
    if (context.signal.aborted) end();
    context.signal.addEventListener("abort", end);
  });

/** A scan that the test lets go on. */
function gate(): { script: Script; contexts: ScanContext[]; open(): void } {
  const contexts: ScanContext[] = [];
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    contexts,
    open: () => open(),
    async script(context) {
      contexts.push(context);
      await Promise.race([opened, untilAborted(context)]);
      return context.signal.aborted ? { status: "cancelled", exit_code: null, complete: false } : succeeded;
    },
  };
}

/** Processes that carry the mark in their command line; the mark is unique to a test. */
async function processesWith(mark: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "");
      return line.split("\0").includes(mark) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

/** A child with a grandchild, neither of which ends by itself. */
function shellScript(mark: string): Script {
  return async (context) => {
    const result = await context.spawn({
      file: "sh",
      args: ["-c", "echo started; sleep 300 & sleep 300", mark],
      cwd: context.workDir,
      timeoutSeconds: 300,
      signal: context.signal,
      onOutput: (stream, bytes) => context.log(stream, bytes),
    });
    return {
      status: result.cancelled ? "cancelled" : "succeeded",
      exit_code: result.exitCode,
      complete: true,
    };
  };
}

describe("a job's way through the agent", () => {
  test("it runs, its log and findings arrive while it runs, and its end comes last with the true ends of the log", async () => {
    const { script, contexts, open } = gate();
    await start(async (context) => {
      context.log("stdout", "first line\n");
      context.log("stderr", Buffer.from([0, 0xff, 0xfe, 10]));
      context.finding(finding("rule-a"));
      const outcome = await script(context);
      context.log("stdout", "last line");
      return outcome;
    });
    const job = server.submit();
    await until(
      "the first line and finding before the end",
      () => job.log.stdout.length > 0 && job.findings.length > 0,
    );
    expect(job.status).toBe("running");
    expect(contexts).toHaveLength(1);
    open();
    const end = await ended(job);
    expect(job.reports[0]).toEqual({ attempt: 1, status: "running" });
    expect(end).toMatchObject({ status: "succeeded", exit_code: 0 });
    expect(job.log.stdout.toString()).toBe("first line\nlast line");
    expect([...job.log.stderr]).toEqual([0, 0xff, 0xfe, 10]);
    for (const stream of ["stdout", "stderr", "system"] as const)
      expect(end.streams?.[stream]).toEqual({
        bytes: job.log[stream].length,
        sha256: createHash("sha256").update(job.log[stream]).digest("hex"),
      });
    const order = server.calls.filter((call) => call.jobId === job.id).map((call) => call.operation);
    expect(order[0]).toBe("reportStatus");
    expect(order.at(-1)).toBe("reportStatus");
  });

  test("many findings go in batches of at most 100, each once", async () => {
    await start(async (context) => {
      for (let index = 0; index < 250; index += 1) context.finding(finding(`rule-${index}`));
      return succeeded;
    });
    const job = server.submit();
    await ended(job);
    expect(job.findings).toHaveLength(250);
    for (const call of server.callsOf("reportFindings"))
      expect(call.body.findings.length).toBeLessThanOrEqual(100);
  });

  test("a refused finding does not take the others with it", async () => {
    await start(async (context) => {
      for (const rule of ["rule-a", "rule-b", "rule-c"]) context.finding(finding(rule));
      return succeeded;
    });
    server.fault("reportFindings", "refuse", 2);
    const job = server.submit();
    await ended(job);
    expect(job.findings.map((reported) => reported.rule_id)).toEqual(["rule-b", "rule-c"]);
  });

  test("progress is reported at most once a second", async () => {
    const { script, open } = gate();
    await start((context) => {
      for (let percent = 0; percent <= 50; percent += 1) context.progress(percent);
      return script(context);
    });
    const job = server.submit();
    await until("the first progress", () => job.reports.some((report) => report.status === "progress"));
    open();
    await ended(job);
    const progress = job.reports.filter((report) => report.status === "progress");
    expect(progress.map((report) => report.progress)).toEqual([50]);
  });

  test("it works in a private folder that is gone afterwards, with the archive checked", async () => {
    server.archive = Buffer.from("a repository");
    const sha256 = createHash("sha256").update(server.archive).digest("hex");
    let seen = { mode: 0, archive: "", folder: "" };
    await start(async (context) => {
      const archive = await readFile(context.archivePath ?? "", "utf8");
      seen = { mode: (await stat(context.workDir)).mode & 0o777, archive, folder: context.workDir };
      return succeeded;
    });
    const archive = { id: "00000000-0000-4000-8000-000000000001", size_bytes: 12, sha256 };
    const job = server.submit({ archive });
    expect(await ended(job)).toMatchObject({ status: "succeeded" });
    expect(seen).toMatchObject({ mode: 0o700, archive: "a repository" });
    expect(existsSync(seen.folder)).toBe(false);

    const forged = server.submit({ archive: { ...archive, sha256: "0".repeat(64) } });
    expect(await ended(forged)).toMatchObject({ status: "failed", reason: "agent_error" });
  });

  test.each([
    ["a tool that is not there", { tool: "absent" }, "tool_missing"],
    ["a scanner with a defect", { options: { throws: true } }, "agent_error"],
    ["a target that may not be scanned", { options: { code: "target_refused" } }, "target_refused"],
    ["a target that is not there", { options: { code: "connection_failed" } }, "target_unreachable"],
    ["a tool that fails", { options: { code: "whatever" } }, "tool_failed"],
  ])("%s ends the job with its reason", async (_name, submitted, reason) => {
    await start(async (context) => {
      const { throws, code } = context.options as { throws?: boolean; code?: string };
      if (throws) throw new Error("defect");
      return { status: "failed", exit_code: 2, error: { code: code ?? "", message: "why" }, complete: false };
    });
    const job = server.submit(submitted);
    expect(await ended(job)).toMatchObject({ status: "failed", reason });
  });

  test("a run that takes too long is killed with everything it started, and said to have timed out", async () => {
    const mark = `mark-${Math.random()}`;
    await start(shellScript(mark));
    const job = server.submit({ timeout_seconds: 1 });
    expect(await ended(job)).toMatchObject({ status: "failed", reason: "run_timeout" });
    expect(await processesWith(mark)).toEqual([]);
  });

  test("known tokens never leave the agent", async () => {
    const token = `ghp_${"Ab3dE6gH".repeat(5)}`;
    await start(async (context) => {
      context.log("stdout", `token ${token.slice(0, 20)}`);
      context.log("stdout", `${token.slice(20)}\n`);
      return succeeded;
    });
    const job = server.submit();
    await ended(job);
    expect(job.log.stdout.toString()).toBe("token ghp_[masked]\n");
  });
});

describe("orders", () => {
  test("a cancel reaches the child within 2 s and nothing of it is left", async () => {
    const mark = `mark-${Math.random()}`;
    await start(shellScript(mark));
    const job = server.submit();
    await until("the child's first line", () => job.log.stdout.includes("started"));
    expect((await processesWith(mark)).length).toBeGreaterThan(0);
    const clickedAt = performance.now();
    server.cancel(job);
    expect(await ended(job)).toMatchObject({ status: "cancelled" });
    expect(performance.now() - clickedAt).toBeLessThan(2_000);
    expect(await processesWith(mark)).toEqual([]);
  });

  test("a cancel reaches a full agent through its claim, not only with the next beat", async () => {
    server.heartbeatSeconds = 60;
    server.capacity = 1;
    await start(untilAborted);
    const job = server.submit();
    await until("a claim for orders alone", () =>
      server.callsOf("claimJobs").some((call) => call.body.max_jobs === 0),
    );
    server.cancel(job);
    expect(await ended(job)).toMatchObject({ status: "cancelled" });
  });

  test("a job that another agent has by now is killed and never reported", async () => {
    const { script, contexts } = gate();
    const { lines } = await start(script);
    const job = server.submit();
    await until("the run", () => contexts[0]);
    server.giveAway(job);
    await until("the run to be stopped", () => contexts[0]?.signal.aborted);
    await until("the agent to say so", () => lines.some((line) => line.includes("job is dropped")));
    const next = server.submit();
    await until("the next run", () => contexts[1]);
    expect(job.end).toBeNull();
    expect(job.reports.every((report) => report.status === "running")).toBe(true);
    expect(next.status).toBe("running");
  });

  test("a final status that is fenced is dropped quietly and frees the slot", async () => {
    server.capacity = 1;
    server.heartbeatSeconds = 30;
    const { script, contexts, open } = gate();
    await start(script);
    const job = server.submit();
    await until("the run", () => contexts[0]);
    server.giveAway(job);
    open();
    // The fake counts the given-away job against its capacity until it has ended elsewhere.
    await until("the refused report", () =>
      server.calls.some((call) => call.jobId === job.id && call.status === 409),
    );
    job.status = "failed";
    const next = server.submit();
    expect(await ended(next)).toMatchObject({ status: "succeeded" });
    expect(job.end).toBeNull();
    expect(server.calls.filter((call) => call.jobId === job.id && call.status === 409)).toHaveLength(1);
  });

  test("told to drain it finishes what runs, claims nothing, stays, and goes on when the drain ends", async () => {
    const { script, contexts, open } = gate();
    const { lines } = await start(script);
    const running = server.submit();
    await until("the run", () => contexts[0]);
    server.drain(true);
    await until("the agent to know", () => lines.some((line) => line.includes("drain ordered")));
    const waiting = server.submit();
    open();
    expect(await ended(running)).toMatchObject({ status: "succeeded" });
    await until("a beat without jobs", () => server.callsOf("heartbeat").at(-1)?.body.running.length === 0);
    expect(waiting.status).toBe("queued");
    server.drain(false);
    expect(await ended(waiting)).toMatchObject({ status: "succeeded" });
  });
});

describe("slots", () => {
  test("never more jobs at once than the capacity, and a freed slot is filled at once", async () => {
    server.capacity = 2;
    server.heartbeatSeconds = 30;
    let running = 0;
    let most = 0;
    await start(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 30));
      running -= 1;
      return succeeded;
    });
    const jobs = Array.from({ length: 8 }, () => server.submit());
    for (const job of jobs) await ended(job);
    expect(most).toBe(2);
  });

  test("a capacity raised by an admin counts from the next beat on", async () => {
    server.capacity = 1;
    const { script, contexts } = gate();
    await start(script);
    server.submit();
    server.submit();
    await until("the first run", () => contexts[0]);
    server.capacity = 2;
    await until("the second run", () => contexts[1]);
  });

  test("a disabled agent claims nothing, still hears orders, and works again when it is enabled", async () => {
    server.heartbeatSeconds = 60;
    const { script, contexts } = gate();
    await start(script);
    const running = server.submit();
    await until("the run", () => contexts[0]);
    server.disable(true);
    await until("a refused claim", () => server.callsOf("claimJobs").some((call) => call.status === 403));
    await until("a claim for orders alone", () => server.callsOf("claimJobs").at(-1)?.body.max_jobs === 0);
    const waiting = server.submit();
    server.cancel(running);
    expect(await ended(running)).toMatchObject({ status: "cancelled" });
    expect(waiting.status).toBe("queued");
    // One that is waiting when the admin moves the agent ends early; one sent a moment later waits its time.
    await until("a waiting claim for orders alone", () => {
      const last = server.callsOf("claimJobs").at(-1);
      return last?.body.max_jobs === 0 && last.status === 0;
    });
    server.disable(false);
    await until("the next run", () => contexts[1]);
  });
});

describe("a bad link", () => {
  test("a claim whose answer was lost is sent again unchanged, and its job runs once", async () => {
    let runs = 0;
    await start(async () => {
      runs += 1;
      return succeeded;
    });
    await until("an open claim", () => server.callsOf("claimJobs")[0]);
    // The open claim has passed its fault already; the one after it loses its answer.
    server.fault("claimJobs", "lose_answer");
    await ended(server.submit());
    await ended(server.submit());
    const claims = server.callsOf("claimJobs").map((call) => call.body);
    const repeated = claims.filter((claim, index) => claims[index - 1]?.request_id === claim.request_id);
    expect(repeated).toHaveLength(1);
    expect(claims.filter((claim) => claim.request_id === repeated[0].request_id)).toEqual([
      repeated[0],
      repeated[0],
    ]);
    expect(runs).toBe(2);
  });

  test("every report whose answer was lost is repeated, with one effect", async () => {
    for (const operation of ["reportStatus", "appendLog", "reportFindings", "heartbeat"] as const)
      server.fault(operation, "lose_answer", 2);
    let runs = 0;
    await start(async (context) => {
      runs += 1;
      context.log("stdout", "the only line\n");
      context.finding(finding("rule-a"));
      return succeeded;
    });
    const job = server.submit();
    await ended(job);
    await until("the acknowledged log", () => server.callsOf("appendLog").at(-1)?.status === 200);
    expect(runs).toBe(1);
    expect(job.log.stdout.toString()).toBe("the only line\n");
    expect(job.findings).toHaveLength(1);
  });

  test("a log that the control plane has lost is left incomplete; the job still ends as it should", async () => {
    const { script, open } = gate();
    const { lines } = await start(async (context) => {
      context.log("stdout", "first line\n");
      const outcome = await script(context);
      context.log("stdout", "last line\n");
      return outcome;
    });
    const job = server.submit();
    await until("the first line", () => job.log.stdout.length > 0);
    await until("its acknowledgement", () => server.callsOf("appendLog").at(-1)?.status === 200);
    job.log.stdout = Buffer.alloc(0);
    open();
    const end = await ended(job);
    expect(end).toMatchObject({ status: "succeeded", streams: { stdout: { bytes: 21 } } });
    expect(lines.filter((line) => line.includes("left incomplete"))).toHaveLength(1);
  });

  test("a busy control plane is waited for; nothing is lost", async () => {
    await start(async (context) => {
      context.log("stdout", "line\n");
      return succeeded;
    });
    for (const operation of ["reportStatus", "appendLog", "claimJobs"] as const)
      server.fault(operation, "busy", 3);
    const job = server.submit();
    expect(await ended(job)).toMatchObject({ status: "succeeded" });
    expect(job.log.stdout.toString()).toBe("line\n");
  });

  test("while its beats fail the agent claims nothing, and goes on when they succeed again", async () => {
    await start(async () => succeeded);
    await until("an open claim", () => server.callsOf("claimJobs")[0]);
    server.fault("heartbeat", "refuse_connection", 1_000);
    const failedFrom = await until("a failed beat", () =>
      server.callsOf("heartbeat").find((call) => call.status === 0),
    );
    const before = server.callsOf("claimJobs").length;
    await until(
      "more failed beats",
      () => server.callsOf("heartbeat").filter((call) => call.status === 0).length > 3,
    );
    expect(server.callsOf("claimJobs").length).toBe(before);
    expect(failedFrom).toBeDefined();
    const job = server.submit();
    expect(job.status).toBe("queued");
    server.heal();
    expect(await ended(job)).toMatchObject({ status: "succeeded" });
  });

  test("a run whose lease has certainly passed is killed and not reported", async () => {
    server.leaseSeconds = 1;
    const mark = `mark-${Math.random()}`;
    const { lines } = await start(shellScript(mark));
    // The claim's own lease is the protocol's; the first beat brings the short one.
    const job = server.submit();
    await until("the child's first line", () => job.log.stdout.includes("started"));
    await until("a renewing beat", () =>
      server.callsOf("heartbeat").some((call) => call.body.running.length === 1),
    );
    server.fault("heartbeat", "refuse_connection", 1_000);
    await until("the lease to pass", () => lines.some((line) => line.includes("its lease has passed")));
    await until(
      "the slot to be free",
      () => existsSync(path.join(agents[0]?.dataDir ?? "", "work", `${job.id}-1`)) === false,
    );
    expect(await processesWith(mark)).toEqual([]);
    expect(job.end).toBeNull();
  });

  test("a refused key is asked about once more, then the agent ends", async () => {
    const { end } = await start(untilAborted);
    const job = server.submit();
    await until("the run", () => job.status === "running");
    server.apiKeys.clear();
    expect(await end).toBe("credential_refused");
    expect(server.callsOf("getAgentSelf").filter((call) => call.status === 401)).toHaveLength(1);
    expect(job.end).toBeNull();
  });
});

describe("the end of the agent", () => {
  test("a drain finishes what runs, claims nothing more, and says goodbye", async () => {
    const { script, contexts, open } = gate();
    const { agent, end } = await start(script);
    const job = server.submit();
    await until("the run", () => contexts[0]);
    agent.drain();
    await until("a claim for orders alone", () => server.callsOf("claimJobs").at(-1)?.body.max_jobs === 0);
    const waiting = server.submit();
    const beats = server.callsOf("heartbeat").length;
    await until("beats that go on", () => server.callsOf("heartbeat").length > beats + 1);
    open();
    expect(await end).toBe("drained");
    expect(job.end).toMatchObject({ status: "succeeded" });
    expect(waiting.status).toBe("queued");
    expect(server.calls.at(-1)?.operation).toBe("goOffline");
  });

  test("a cancel order still arrives while draining", async () => {
    server.heartbeatSeconds = 60;
    const { agent, end } = await start(untilAborted);
    const job = server.submit();
    await until("the run", () => job.status === "running");
    agent.drain();
    await until("a claim for orders alone", () => server.callsOf("claimJobs").at(-1)?.body.max_jobs === 0);
    server.cancel(job);
    expect(await end).toBe("drained");
    expect(job.end).toMatchObject({ status: "cancelled" });
  });

  test("a stop kills what runs, sends all of its log and gives it back", async () => {
    const mark = `mark-${Math.random()}`;
    const { agent, end } = await start(shellScript(mark));
    const job = server.submit();
    await until("the child's first line", () => job.log.stdout.includes("started"));
    // Nothing but the end brings what is written from now on.
    server.flushSeconds = 60;
    agent.stop();
    expect(await end).toBe("abandoned");
    expect(await processesWith(mark)).toEqual([]);
    expect(job).toMatchObject({ status: "queued", attempt: 2, end: null });
    expect(job.log.system.toString()).toContain("the agent stops");
    const given = job.reports.at(-1);
    expect(given).toMatchObject({ status: "released", attempt: 1 });
    for (const stream of ["stdout", "system"] as const)
      expect(given?.streams?.[stream]).toEqual({
        bytes: job.log[stream].length,
        sha256: createHash("sha256").update(job.log[stream]).digest("hex"),
      });
    expect(server.calls.at(-1)?.operation).toBe("goOffline");
  });

  test("a stop gives back what had not been confirmed as running, too", async () => {
    server.fault("reportStatus", "busy");
    const { script, contexts } = gate();
    const { agent, end } = await start(script);
    const job = server.submit();
    await until("a refused report", () => server.callsOf("reportStatus").at(0)?.status === 503);
    agent.stop();
    expect(await end).toBe("abandoned");
    expect(contexts).toEqual([]);
    expect(job).toMatchObject({ status: "queued", attempt: 2 });
  });

  test("a stop that nobody hears kills what runs all the same and leaves it to its lease", async () => {
    const mark = `mark-${Math.random()}`;
    const { agent, end } = await start(shellScript(mark));
    const job = server.submit();
    await until("the child's first line", () => job.log.stdout.includes("started"));
    server.fault("reportStatus", "refuse_connection", 1_000);
    agent.stop();
    expect(await end).toBe("abandoned");
    expect(await processesWith(mark)).toEqual([]);
    expect(job).toMatchObject({ status: "running", end: null });
    expect(server.calls.at(-1)?.operation).toBe("goOffline");
  });

  test("a drain does not wait longer than it may", async () => {
    const { agent, end } = await start(untilAborted, { drainTimeoutSeconds: 0.1 });
    const job = server.submit();
    await until("the run", () => job.status === "running");
    agent.drain();
    expect(await end).toBe("abandoned");
    expect(job).toMatchObject({ status: "queued", end: null });
  });
});
