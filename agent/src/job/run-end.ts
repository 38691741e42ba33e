/** How a run ended, or that it was given back unfinished, in the words of the protocol. Pure. */
import type { StatusBody } from "@/lib/contracts/agent-protocol";
import type { ScanOutcome } from "../scanners/scanner";
import { maskText } from "./mask-secrets";

export type RunEnd = Pick<StatusBody, "exit_code" | "error" | "reason"> & {
  status: "succeeded" | "failed" | "cancelled" | "released";
};

type Reason = NonNullable<StatusBody["reason"]>;

/** Codes of the scanners; one that is not listed is the tool's own failure. */
const reasons: Record<string, Reason> = {
  target_invalid: "invalid_options",
  target_refused: "target_refused",
  target_unresolvable: "target_unreachable",
  connection_failed: "target_unreachable",
  tool_not_found: "tool_missing",
  archive_missing: "invalid_options",
  spawn_failed: "agent_error",
  output_refused: "agent_error",
};

const maxErrorLength = 4_000;

export function failedEnd(reason: Reason, message: string, exitCode: number | null = null): RunEnd {
  const error = maskText(message.replaceAll("\0", "\ufffd")).slice(0, maxErrorLength).toWellFormed();
  return { status: "failed", reason, error, ...exitCodeOf(exitCode) };
}

export function endOfOutcome(outcome: ScanOutcome): RunEnd {
  if (outcome.status !== "failed") return { status: outcome.status, ...exitCodeOf(outcome.exit_code) };
  const code = outcome.error?.code ?? "tool_failed";
  return failedEnd(
    reasons[code] ?? "tool_failed",
    outcome.error?.message ?? "The scanner failed.",
    outcome.exit_code,
  );
}

export function describeEnd(end: RunEnd): string {
  if (end.status === "released") return "the agent stops; the scan is started again";
  return end.status === "failed" ? `failed (${end.reason}): ${end.error}` : end.status;
}

function exitCodeOf(code: number | null): { exit_code?: number } {
  return code === null ? {} : { exit_code: code };
}
