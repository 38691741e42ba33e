/**
 * What the agent must not forget while it lives. The rule everywhere: journal first, then act; a row goes only after the control plane's acknowledgement.
 *
 * Promise: a call that returned has taken effect as a whole, and what was read comes back byte for byte. It ends with the process: what a killed agent had
 * not delivered is lost, and the control plane runs its jobs again; only its processes are known to the next life (process-group-files.ts).
 * Assumption: one process writes. Calls are synchronous.
 * Failure: a call that cannot keep the promise throws; the caller then does not act.
 */
import type { ClaimBody, ClaimedJob, StatusBody } from "@/lib/contracts/agent-protocol";
import type { ReportedFinding } from "@/lib/contracts/finding";

/** Names one run: a job may come back to the same agent as another attempt. */
export interface AttemptRef {
  jobId: string;
  attempt: number;
}

export function attemptKey({ jobId, attempt }: AttemptRef): string {
  return `${jobId}#${attempt}`;
}

export const logStreams = ["stdout", "stderr", "system"] as const;
export type LogStream = (typeof logStreams)[number];

/** `progress` holds the latest only; `final` is written once and never replaced. */
export type StatusSlot = "running" | "progress" | "final";

export interface StoredFinding {
  sequence: number;
  finding: ReportedFinding;
}

export interface StampedLog {
  bytes: Buffer;
  writtenAt: number;
}

export interface JobJournal {
  /** The claim whose answer has not arrived; it is sent again unchanged until one does. */
  saveClaim(claim: ClaimBody): void;
  openClaim(): ClaimBody | null;
  /** The answer to a claim: its jobs are added and the claim is closed, together. */
  closeClaim(jobs: readonly ClaimedJob[]): void;

  removeJob(ref: AttemptRef): void;

  putStatus(ref: AttemptRef, slot: StatusSlot, status: StatusBody): void;
  pendingStatus(ref: AttemptRef, slot: StatusSlot): StatusBody | null;
  /** Takes the acknowledged status away, unless a newer one has replaced it meanwhile. */
  acknowledgeStatus(ref: AttemptRef, slot: StatusSlot, status: StatusBody): void;

  /** `writtenAt` in milliseconds of one clock; never smaller than that of the write before. */
  appendLog(ref: AttemptRef, stream: LogStream, bytes: Uint8Array, writtenAt: number): void;
  /** Offsets of the bytes that are still held: everything before `start` was acknowledged. */
  logRange(ref: AttemptRef, stream: LogStream): { start: number; end: number };
  /** From an offset on, as far as one stamp holds: while no other stream was written to, and for a second at most. */
  readLog(ref: AttemptRef, stream: LogStream, from: number, maxBytes: number): StampedLog;
  acknowledgeLog(ref: AttemptRef, stream: LogStream, upTo: number): void;

  addFinding(ref: AttemptRef, finding: ReportedFinding): void;
  /** In the order of their sequence numbers, which grow. */
  pendingFindings(ref: AttemptRef, max: number): StoredFinding[];
  countFindings(ref: AttemptRef): number;
  acknowledgeFindings(ref: AttemptRef, upToSequence: number): void;
}
