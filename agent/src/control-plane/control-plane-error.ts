/**
 * How a call to the control plane failed, and what that means. The one place where retryable and final failures are told apart.
 */
import { LOG_STREAMS } from "@/lib/domain/job/log-stream";
import type { LogStream } from "../journal/journal";

export interface FailureDetails {
  /** HTTP status; null when no answer arrived or it could not be understood. */
  status: number | null;
  /** The problem's stable code. */
  code: string | null;
  retryAfterSeconds: number | null;
  /** All members of the problem document. */
  problem: Record<string, unknown>;
}

const noDetails: FailureDetails = { status: null, code: null, retryAfterSeconds: null, problem: {} };

export class ControlPlaneError extends Error {
  readonly details: FailureDetails;

  constructor(message: string, details: Partial<FailureDetails> = {}) {
    super(message);
    this.name = "ControlPlaneError";
    this.details = { ...noDetails, ...details };
  }
}

export type Failure =
  /** The link or the server is at fault; the same call may succeed later. */
  | "retry"
  /** The credential was not accepted. */
  | "unauthenticated"
  /** The attempt is no longer this agent's, or has ended: drop it quietly. */
  | "stale"
  /** An admin has disabled the agent; it may be enabled again. */
  | "disabled"
  /** The call itself is wrong; the same again gets the same. */
  | "refused";

const staleCodes = new Set(["stale_attempt", "job_finished", "log_closed", "not_found"]);
const passingStatuses = new Set([408, 425, 429]);

export function judgeFailure(error: unknown): Failure {
  if (!(error instanceof ControlPlaneError)) return "retry";
  const { status, code } = error.details;
  if (status === null || status >= 500 || passingStatuses.has(status)) return "retry";
  if (status === 401) return "unauthenticated";
  if (code === "agent_disabled") return "disabled";
  if (code !== null && staleCodes.has(code)) return "stale";
  return "refused";
}

export function retryAfterOf(error: unknown): number | null {
  return error instanceof ControlPlaneError ? error.details.retryAfterSeconds : null;
}

/** Where the control plane wants a stream of the log continued, from a `log_gap`; null for other failures. */
export function logGapOf(error: unknown): { stream: LogStream; nextOffset: number } | null {
  if (!(error instanceof ControlPlaneError) || error.details.code !== "log_gap") return null;
  const { stream: name, next_offset: nextOffset } = error.details.problem;
  const stream = LOG_STREAMS.find((known) => known === name);
  return stream === undefined || typeof nextOffset !== "number" ? null : { stream, nextOffset };
}
