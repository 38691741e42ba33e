/**
 * Runs one program for a job.
 *
 * Promise: argv array and no shell, a process group of its own, a clean environment, no stdin, output handed over in order with backpressure, and at the
 * end, whatever happened, nothing of the run is left alive (`leftovers` says so after looking). Never rejects.
 * Assumption: `cwd` is the job's own folder; it is also the child's HOME and TMPDIR, so that no user configuration reaches a scanner.
 * Failure: a missing program or a failed spawn is an `error` in the result; time-out and cancel are told apart by their flags, not by the exit code.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { executablePath, findExecutable } from "./find-executable";
import { endProcessGroup, markerVariable, type ProcessGroup } from "./process-group";
import { applyLimits, type ResourceLimits } from "./resource-limits";

export type OutputStream = "stdout" | "stderr";

export interface RunRequest {
  /** Program name, looked up on the agent's PATH, or an absolute path. */
  file: string;
  args: readonly string[];
  cwd: string;
  timeoutSeconds: number;
  /** Time between TERM and KILL; 5 by default. */
  graceSeconds?: number;
  /** Output beyond this is read and thrown away, both streams together; 64 MiB by default. */
  maxOutputBytes?: number;
  signal: AbortSignal;
  /** Added to the clean environment. */
  environment?: Record<string, string>;
  runAs?: { uid: number; gid: number };
  limits?: ResourceLimits;
  /** A pending promise pauses the child's stream; a throw ends the run as `output_refused`. */
  onOutput?(stream: OutputStream, bytes: Buffer): void | Promise<void>;
  /** Called once, right after the spawn, to note the group; a throw ends the run. */
  onStart?(group: ProcessGroup): void;
}

export interface RunResult {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  timedOut: boolean;
  cancelled: boolean;
  droppedBytes: number;
  /** Processes of the run that survived KILL; 0 is the only good answer. */
  leftovers: number;
  error?: { code: "tool_not_found" | "spawn_failed" | "output_refused"; message: string };
}

export type Run = (request: RunRequest) => Promise<RunResult>;

const defaultGraceSeconds = 5;
const defaultMaxOutputBytes = 64 * 1024 * 1024;
const idle: RunResult = {
  exitCode: null,
  signal: null,
  timedOut: false,
  cancelled: false,
  droppedBytes: 0,
  leftovers: 0,
};

export const runProcess: Run = async (request) => {
  if (request.signal.aborted) return { ...idle, cancelled: true };
  const executable = await findExecutable(request.file);
  if (executable === null) {
    const message = `${request.file} is not installed on this host.`;
    return { ...idle, error: { code: "tool_not_found", message } };
  }
  const command = await applyLimits(executable, request.args, request.limits);
  if (request.signal.aborted) return { ...idle, cancelled: true };

  const marker = randomUUID();
  let child: ChildProcess;
  try {
    child = spawn(command.file, command.args, {
      cwd: request.cwd,
      env: cleanEnvironment(request, marker),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      ...request.runAs,
    });
    // `spawn` or `error`, whichever comes; `once` rejects on error.
    await once(child, "spawn");
  } catch (error) {
    return { ...idle, error: { code: "spawn_failed", message: messageOf(error) } };
  }
  return superviseChild(child, marker, request);
};

function cleanEnvironment(request: RunRequest, marker: string): NodeJS.ProcessEnv {
  return Object.assign({} as NodeJS.ProcessEnv, {
    PATH: executablePath(),
    LANG: "C.UTF-8",
    HOME: request.cwd,
    TMPDIR: request.cwd,
    ...request.environment,
    [markerVariable]: marker,
  });
}

async function superviseChild(child: ChildProcess, marker: string, request: RunRequest): Promise<RunResult> {
  const processGroupId = child.pid ?? 0;
  const graceSeconds = request.graceSeconds ?? defaultGraceSeconds;
  const result: RunResult = { ...idle };
  let ending: Promise<number> | null = null;
  const end = () => {
    ending ??= endProcessGroup(processGroupId, marker, graceSeconds);
    return ending;
  };
  const onAbort = () => {
    result.cancelled = true;
    void end();
  };
  const exited = new Promise<void>((resolve) => {
    const settle = (code: number | null, signal: NodeJS.Signals | null) => {
      result.exitCode = code;
      result.signal = signal;
      resolve();
    };
    // The spawn was awaited, so the child may have ended before this line.
    if (child.exitCode !== null || child.signalCode !== null) settle(child.exitCode, child.signalCode);
    else child.once("exit", settle);
  });
  const timer = setTimeout(() => {
    result.timedOut = !result.cancelled;
    void end();
  }, request.timeoutSeconds * 1_000);
  request.signal.addEventListener("abort", onAbort, { once: true });
  if (request.signal.aborted) onAbort();

  const budget = { bytes: request.maxOutputBytes ?? defaultMaxOutputBytes };
  const reading = Promise.all([
    readStream(child.stdout, "stdout", budget, request, result, end),
    readStream(child.stderr, "stderr", budget, request, result, end),
  ]);
  try {
    request.onStart?.({ id: processGroupId, marker });
    await exited;
  } catch (error) {
    // A group that could not be noted must not run on.
    result.error = { code: "spawn_failed", message: messageOf(error) };
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener("abort", onAbort);
  }
  // The leader is gone; what it left behind still holds the pipes, so the group ends before the last bytes are awaited.
  result.leftovers = await end();
  if (result.leftovers > 0) {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
  await reading;
  return result;
}

async function readStream(
  stream: Readable | null,
  name: OutputStream,
  budget: { bytes: number },
  request: RunRequest,
  result: RunResult,
  end: () => Promise<number>,
): Promise<void> {
  if (stream === null) return;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const kept = result.error === undefined ? chunk.subarray(0, budget.bytes) : chunk.subarray(0, 0);
      budget.bytes -= kept.length;
      result.droppedBytes += chunk.length - kept.length;
      if (kept.length === 0) continue;
      try {
        await request.onOutput?.(name, kept);
      } catch (error) {
        result.error = { code: "output_refused", message: messageOf(error) };
        void end();
      }
    }
  } catch {
    // The pipe was torn by the kill; what was read before has been handed over.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
