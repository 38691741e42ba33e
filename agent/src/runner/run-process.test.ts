import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findMembers } from "./process-group";
import { type RunRequest, runProcess } from "./run-process";

let workDir: string;
beforeEach(() => {
  workDir = mkdtempSync(path.join(tmpdir(), "muster-run-"));
});
afterEach(() => rmSync(workDir, { recursive: true, force: true }));

function request(script: string, extra: Partial<RunRequest> = {}): RunRequest {
  return {
    file: "/bin/sh",
    args: ["-c", script],
    cwd: workDir,
    timeoutSeconds: 20,
    graceSeconds: 0.3,
    signal: new AbortController().signal,
    ...extra,
  };
}

async function waitFor(condition: () => boolean, what: string): Promise<void> {
  const deadlineAt = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadlineAt) throw new Error(`waited too long for ${what}`);
    await delay(10);
  }
}

/** Starts a script, aborts it when `ready` was printed and answers with the result and the time that the cancel took. */
async function cancelWhenReady(script: string) {
  const controller = new AbortController();
  let output = "";
  let processGroupId = 0;
  const running = runProcess(
    request(script, {
      signal: controller.signal,
      onOutput: (_stream, bytes) => {
        if (output.length < 100) output += bytes.toString();
      },
      onStart: ({ id }) => {
        processGroupId = id;
      },
    }),
  );
  await waitFor(() => output.includes("ready"), "the child");
  const startedAt = performance.now();
  controller.abort();
  const result = await running;
  return { result, processGroupId, tookMilliseconds: performance.now() - startedAt };
}

describe("runProcess", () => {
  test("hands over both streams in order and reports the exit code", async () => {
    const seen: Record<string, string> = { stdout: "", stderr: "" };
    const result = await runProcess(
      request("echo one; echo two; echo oops >&2; exit 3", {
        onOutput: (stream, bytes) => {
          seen[stream] += bytes.toString();
        },
      }),
    );
    expect(seen).toEqual({ stdout: "one\ntwo\n", stderr: "oops\n" });
    expect(result).toMatchObject({
      exitCode: 3,
      signal: null,
      timedOut: false,
      cancelled: false,
      leftovers: 0,
    });
  });

  test("bytes stay bytes, NUL and broken UTF-8 among them", async () => {
    const chunks: Buffer[] = [];
    await runProcess(
      request("printf 'a\\000\\377b'", { onOutput: (_stream, bytes) => void chunks.push(bytes) }),
    );
    expect(Buffer.concat(chunks)).toEqual(Buffer.from([0x61, 0x00, 0xff, 0x62]));
  });

  test("the child sees none of the agent's environment, and its own folder as home", async () => {
    process.env.MUSTER_TEST_SECRET = "do-not-leak";
    let output = "";
    await runProcess(
      request("env; pwd", {
        onOutput: (_stream, bytes) => {
          output += bytes.toString();
        },
      }),
    );
    delete process.env.MUSTER_TEST_SECRET;
    expect(output).not.toContain("do-not-leak");
    expect(output).toContain(`HOME=${workDir}\n`);
    expect(output).toContain(`TMPDIR=${workDir}\n`);
    const names = output.split("\n").flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
    expect(names.filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name)).sort()).toEqual([
      "HOME",
      "LANG",
      "MUSTER_RUN_MARKER",
      "PATH",
      "TMPDIR",
    ]);
  });

  test("arguments are never read by a shell", async () => {
    let output = "";
    await runProcess(
      request("", {
        file: "printf",
        args: ["%s", "$(id); `id` > x"],
        onOutput: (_stream, bytes) => {
          output += bytes.toString();
        },
      }),
    );
    expect(output).toBe("$(id); `id` > x");
  });

  test("a program that is not installed is told as such", async () => {
    const result = await runProcess(request("", { file: "muster-no-such-tool", args: [] }));
    expect(result.error?.code).toBe("tool_not_found");
  });

  test("a run that was cancelled before its start never starts", async () => {
    const controller = new AbortController();
    controller.abort();
    const result = await runProcess(request("touch started", { signal: controller.signal }));
    expect(result).toMatchObject({ cancelled: true, exitCode: null });
    expect(() => readFileSync(path.join(workDir, "started"))).toThrow();
  });

  test("cancel ends a polite child with TERM, without KILL", async () => {
    const { result, processGroupId } = await cancelWhenReady("echo ready; exec sleep 60");
    expect(result).toMatchObject({ cancelled: true, signal: "SIGTERM", leftovers: 0 });
    expect(findMembers(processGroupId, null)).toEqual([]);
  });

  test("a child that ignores TERM, with grandchildren that ignore it too, is gone right after the grace", async () => {
    const { result, processGroupId, tookMilliseconds } = await cancelWhenReady(
      "trap '' TERM; (trap '' TERM; while :; do sleep 0.1; done) & (trap '' TERM; sleep 60) & echo ready; while :; do sleep 0.1; done",
    );
    expect(result).toMatchObject({ cancelled: true, signal: "SIGKILL", leftovers: 0 });
    expect(tookMilliseconds).toBeGreaterThanOrEqual(290);
    expect(tookMilliseconds).toBeLessThan(1_500);
    expect(findMembers(processGroupId, null)).toEqual([]);
  });

  test("a grandchild that outlives its parent is ended with it, also after a success", async () => {
    let processGroupId = 0;
    const startedAt = performance.now();
    const result = await runProcess(
      request("sleep 60 & exit 0", {
        onStart: ({ id }) => {
          processGroupId = id;
        },
      }),
    );
    expect(result).toMatchObject({ exitCode: 0, leftovers: 0, cancelled: false });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(findMembers(processGroupId, null)).toEqual([]);
  });

  test.skipIf(process.platform !== "linux")(
    "a child that leaves the group (setsid) is found by its marker [needs /proc]",
    async () => {
      const { result } = await cancelWhenReady(
        "setsid sh -c 'trap \"\" TERM; echo $$ > escaped; echo ready; while :; do sleep 0.1; done' & wait",
      );
      const escapedGroupId = Number(readFileSync(path.join(workDir, "escaped"), "utf8").trim());
      expect(result).toMatchObject({ cancelled: true, leftovers: 0 });
      expect(escapedGroupId).toBeGreaterThan(1);
      expect(findMembers(escapedGroupId, null)).toEqual([]);
    },
  );

  test("a flood is cut at the cap, keeps memory flat and can still be cancelled", async () => {
    const controller = new AbortController();
    let kept = 0;
    const running = runProcess(
      request("exec yes", {
        signal: controller.signal,
        maxOutputBytes: 100_000,
        onOutput: (_stream, bytes) => {
          kept += bytes.length;
        },
      }),
    );
    await waitFor(() => kept >= 100_000, "the cap");
    controller.abort();
    const result = await running;
    expect(kept).toBe(100_000);
    expect(result.droppedBytes).toBeGreaterThan(0);
    expect(result).toMatchObject({ cancelled: true, leftovers: 0 });
  });

  test("a slow consumer stops the child's writing, nothing is lost", async () => {
    let received = 0;
    let active = 0;
    let mostActive = 0;
    await runProcess(
      request("head -c 1000000 /dev/zero", {
        onOutput: async (_stream, bytes) => {
          active += 1;
          mostActive = Math.max(mostActive, active);
          await delay(1);
          received += bytes.length;
          active -= 1;
        },
      }),
    );
    expect(received).toBe(1_000_000);
    expect(mostActive).toBe(1);
  });

  test("a run that takes too long is ended and called timed out, not cancelled", async () => {
    const result = await runProcess(request("sleep 60", { timeoutSeconds: 0.2 }));
    expect(result).toMatchObject({ timedOut: true, cancelled: false, leftovers: 0 });
  });

  test("a group that cannot be noted ends with its run", async () => {
    const result = await runProcess(
      request("sleep 60", {
        onStart: () => {
          throw new Error("disk full");
        },
      }),
    );
    expect(result).toMatchObject({ error: { code: "spawn_failed", message: "disk full" }, leftovers: 0 });
  });
});
