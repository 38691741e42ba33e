import type { RunResult } from "../runner/run-process";
import type { ScanContext, ScanOutcome } from "./scanner";

/** The job's own time-out comes first, through the signal; this one is for a core that forgot. */
const longestRunSeconds = 24 * 3_600;

/** Runs a tool in the work folder with its output as the job's log. */
export function runTool(
  context: ScanContext<unknown>,
  file: string,
  args: readonly string[],
  onText?: (text: string) => void,
): Promise<RunResult> {
  context.log("system", `$ ${[file, ...args].join(" ")}\n`);
  return context.spawn({
    file,
    args,
    cwd: context.workDir,
    timeoutSeconds: longestRunSeconds,
    signal: context.signal,
    onOutput: (stream, bytes) => {
      context.log(stream, bytes);
      onText?.(bytes.toString("latin1"));
    },
  });
}

/** What ended a run before its result could be looked at, or null. */
export function outcomeOfRun(result: RunResult): ScanOutcome | null {
  const exit_code = result.exitCode;
  if (result.cancelled) return { status: "cancelled", exit_code, complete: false };
  if (result.error !== undefined)
    return { status: "failed", exit_code, error: result.error, complete: false };
  if (result.timedOut) return failedRun(exit_code, "tool_timed_out", "The scanner took too long.");
  if (exit_code !== 0)
    return failedRun(
      exit_code,
      "tool_failed",
      `The scanner ended with ${result.signal ?? `exit code ${exit_code}`}.`,
    );
  return null;
}

export function failedRun(exitCode: number | null, code: string, message: string): ScanOutcome {
  return { status: "failed", exit_code: exitCode, error: { code, message }, complete: false };
}
