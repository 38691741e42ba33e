/**
 * Runs one claimed job with its scanner, in a folder of its own.
 *
 * Promise: always answers with an end; the folder (0700) is gone afterwards; what the scanner says goes to the log, the findings and the progress given.
 * A scanner that does not react to its signal is left behind after the grace, so that the end is reported all the same.
 * Assumption: the job's lease is held while this runs; whoever loses it ends `control`.
 */
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import { CANCEL_GRACE_SECONDS } from "@/lib/domain/job/lease";
import type { ControlPlane } from "../control-plane/client";
import type { ProcessGroup } from "../runner/process-group";
import type { Run } from "../runner/run-process";
import type { ScanContext, Scanner, ScannerFinding, ScanOutcome } from "../scanners/scanner";
import type { TargetPolicy } from "../scanners/target-policy";
import { fetchArchive } from "./fetch-archive";
import type { JobLog } from "./job-log";
import type { RunControl } from "./run-control";
import { endOfOutcome, failedEnd, type RunEnd } from "./run-end";

export interface RunJobDependencies {
  job: ClaimedJob;
  control: RunControl;
  workDir: string;
  controlPlane: ControlPlane;
  findScanner(tool: string): Scanner | null;
  policy: TargetPolicy;
  run: Run;
  log: JobLog;
  onProgress(percent: number, message?: string): void;
  onFinding(finding: ScannerFinding): void;
  noteProcessGroup(group: ProcessGroup): void;
  forgetProcessGroup(processGroupId: number): void;
  random(): number;
}

/** How long after TERM, grace and KILL a scanner may take to come back. */
const settleSeconds = 5;

export async function runJob(dependencies: RunJobDependencies): Promise<RunEnd> {
  const { job, control, workDir } = dependencies;
  const scanner = dependencies.findScanner(job.tool);
  if (scanner === null) return failedEnd("tool_missing", `This agent has no scanner called ${job.tool}.`);
  const options = scanner.parseOptions(job.profile, job.options);
  if (!options.ok) {
    const faults = options.errors.map(({ pointer, message }) => `${pointer}: ${message}`);
    return failedEnd("invalid_options", faults.join("\n"));
  }
  const timer = setTimeout(() => control.end("timed_out", CANCEL_GRACE_SECONDS), job.timeout_seconds * 1_000);
  try {
    await mkdir(path.dirname(workDir), { recursive: true, mode: 0o700 });
    await mkdir(workDir, { mode: 0o700 });
    const scan = runScanner(scanner, options.value, dependencies);
    const outcome = await Promise.race([scan, neverSettled(control.signal)]);
    return endOfRun(outcome, dependencies);
  } catch (error) {
    if (control.reason !== null) return endOfRun(null, dependencies);
    const message = error instanceof Error ? error.message : String(error);
    return failedEnd("agent_error", message);
  } finally {
    clearTimeout(timer);
    await rm(workDir, { recursive: true, force: true, maxRetries: 3 }).catch((error: Error) =>
      dependencies.log.write("system", `The work folder could not be removed: ${error.message}\n`),
    );
  }
}

async function runScanner(
  scanner: Scanner,
  options: unknown,
  dependencies: RunJobDependencies,
): Promise<ScanOutcome> {
  const { job, control, workDir, controlPlane, log } = dependencies;
  let archivePath: string | undefined;
  if (job.archive !== null) {
    log.write("system", `Downloading the archive, ${job.archive.size_bytes} bytes\n`);
    archivePath = await fetchArchive(
      job,
      job.archive,
      workDir,
      controlPlane,
      control.signal,
      dependencies.random,
    );
  }
  // Ended meanwhile: the target is not touched at all.
  if (control.signal.aborted) return { status: "cancelled", exit_code: null, complete: false };
  const context: ScanContext = {
    target: job.target,
    archivePath,
    options,
    workDir,
    signal: control.signal,
    log: (stream, bytes) => log.write(stream, bytes),
    progress: dependencies.onProgress,
    finding: dependencies.onFinding,
    policy: dependencies.policy,
    spawn: (request) => spawnTracked(request, dependencies),
  };
  return await scanner.run(context);
}

async function spawnTracked(request: Parameters<Run>[0], dependencies: RunJobDependencies): ReturnType<Run> {
  let group: number | null = null;
  const result = await dependencies.run({
    ...request,
    graceSeconds: CANCEL_GRACE_SECONDS,
    onStart(started) {
      group = started.id;
      dependencies.noteProcessGroup(started);
      request.onStart?.(started);
    },
  });
  if (group !== null) dependencies.forgetProcessGroup(group);
  if (result.leftovers > 0)
    dependencies.log.write("system", `${result.leftovers} processes of this run could not be ended.\n`);
  return result;
}

function endOfRun(outcome: ScanOutcome | null, { job, control }: RunJobDependencies): RunEnd {
  const exitCode = outcome?.exit_code ?? null;
  if (control.reason === "timed_out")
    return failedEnd(
      "run_timeout",
      `The run took longer than ${job.timeout_seconds} s and was ended.`,
      exitCode,
    );
  if (control.reason !== null)
    return endOfOutcome({ status: "cancelled", exit_code: exitCode, complete: false });
  if (outcome === null) return failedEnd("agent_error", "The scanner did not end.");
  return endOfOutcome(outcome);
}

/** Null some time after the run was told to end; never before. */
function neverSettled(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    const start = () =>
      setTimeout(() => resolve(null), (CANCEL_GRACE_SECONDS + settleSeconds) * 1_000).unref();
    if (signal.aborted) start();
    else signal.addEventListener("abort", start, { once: true });
  });
}
