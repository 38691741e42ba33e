/**
 * Brings what one run says to the control plane: that it runs, its progress, its log by offset, its findings, its end or that it is given back.
 *
 * Promise: everything is read from the journal and leaves it only after the acknowledgement, so sending again after a lost answer is always right. The end
 * is tried, while the agent lives, until it is acknowledged or the control plane says that the attempt is no longer ours (`fenced`); after that nothing more
 * is sent.
 * Assumption: the job was added to the journal. One delivery per attempt.
 * Failure: never throws; what the control plane refuses for good (a log that conflicts, a finding that is not valid) is left out and logged.
 */
import type { StatusAnswer, StatusBody } from "@/lib/contracts/agent-protocol";
import type { CredentialVerdict } from "../control-plane/check-credential";
import type { ControlPlane, JobCredential } from "../control-plane/client";
import {
  ControlPlaneError,
  judgeFailure,
  logGapOf,
  retryAfterOf,
} from "../control-plane/control-plane-error";
import { backoffSeconds } from "../core/backoff";
import {
  type DeliveryFacts,
  findingsPerReport,
  logFlushBytes,
  type NextDelivery,
  nextDelivery,
} from "../core/next-delivery";
import { Wakeup } from "../core/wakeup";
import type { RunEnd } from "../job/run-end";
import { type AttemptRef, type JobJournal, type LogStream, logStreams } from "../journal/journal";
import type { AgentLog } from "../log/agent-log";

export interface DeliveryDependencies {
  ref: AttemptRef;
  credential: JobCredential;
  journal: JobJournal;
  controlPlane: ControlPlane;
  log: AgentLog;
  now(): number;
  random(): number;
  /** The control plane wants the run cancelled. */
  onCancel(): void;
  /** The attempt is no longer ours. */
  onFenced(): void;
  /** Whether the agent's own key is still good, after a job token was refused. */
  checkCredential(): Promise<CredentialVerdict>;
}

export type DeliveryEnd = "acknowledged" | "fenced";

const backoffLimits = { baseSeconds: 0.5, capSeconds: 10 };
/** Raw bytes of one log request; base64 makes a third more of it, the server takes 8 MiB. */
const logRequestBytes = 1024 * 1024;
/** The server takes 500 a request. */
const logRequestChunks = 400;
const longestAgeMs = 86_400_000;
const firstFlushSeconds = 1;
const longestFlushSeconds = 60;

export class Delivery {
  readonly #d: DeliveryDependencies;
  readonly #wakeup = new Wakeup();
  readonly #closedStreams = new Set<LogStream>();
  readonly #started = deferred<DeliveryEnd>();
  readonly #ended = deferred<DeliveryEnd>();
  readonly #pumping: Promise<void>;
  #isFenced = false;
  #isStopped = false;
  #failures = 0;
  #notBefore = 0;
  #progressSentAt = Number.NEGATIVE_INFINITY;
  #findingsSentAt = Number.NEGATIVE_INFINITY;
  #logSentAt = Number.NEGATIVE_INFINITY;
  #flushSeconds = firstFlushSeconds;
  #findingsPerReport = findingsPerReport;
  #endedAt: number | null = null;
  #isReleased = false;

  constructor(dependencies: DeliveryDependencies) {
    this.#d = dependencies;
    const { journal, ref } = dependencies;
    journal.putStatus(ref, "running", { attempt: ref.attempt, status: "running" });
    this.#pumping = this.#pump();
  }

  /** Settles when the control plane knows that the run starts, or that it must not. */
  get started(): Promise<DeliveryEnd> {
    return this.#started.promise;
  }

  /** Settles when nothing is left to send. */
  get finished(): Promise<void> {
    return this.#pumping;
  }

  /** There is news in the journal. */
  wake(): void {
    this.#wakeup.wake();
  }

  progress(percent: number, message?: string): void {
    if (this.#endedAt !== null || this.#isFenced) return;
    const { journal, ref } = this.#d;
    journal.putStatus(ref, "progress", {
      attempt: ref.attempt,
      status: "progress",
      progress: Math.min(100, Math.max(0, percent)),
      ...(message === undefined ? {} : { message: message.slice(0, 500).toWellFormed() }),
    });
    this.wake();
  }

  /** Journals the end and answers when it is acknowledged; the tail of the log may still follow. */
  finish(end: RunEnd, streams: StatusBody["streams"]): Promise<DeliveryEnd> {
    const { journal, ref } = this.#d;
    if (!this.#isFenced) {
      journal.putStatus(ref, "final", { attempt: ref.attempt, ...end, streams });
      this.#endedAt = this.#d.now();
      this.#isReleased = end.status === "released";
      // The end says it all: a run that was cancelled before it started never was "running".
      const running = journal.pendingStatus(ref, "running");
      if (running !== null) journal.acknowledgeStatus(ref, "running", running);
      this.wake();
    }
    return this.#ended.promise;
  }

  /** Sends nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.wake();
  }

  async #pump(): Promise<void> {
    // The constructor returns first, so that its caller holds the object before anything happens.
    await Promise.resolve();
    while (!this.#isStopped && !this.#isFenced) {
      const next = nextDelivery(this.#facts());
      if (next.kind === "done") break;
      if (next.kind === "wait") {
        await this.#wakeup.wait(next.milliseconds ?? undefined);
        continue;
      }
      try {
        await this.#send(next.kind);
        this.#failures = 0;
      } catch (error) {
        await this.#fail(next.kind, error);
      }
    }
    if (this.#isStopped) this.#settle("fenced");
  }

  #facts(): DeliveryFacts {
    const { journal, ref } = this.#d;
    return {
      now: this.#d.now(),
      notBefore: this.#notBefore,
      isRunningPending: journal.pendingStatus(ref, "running") !== null,
      hasProgress: journal.pendingStatus(ref, "progress") !== null,
      progressSentAt: this.#progressSentAt,
      findingsPending: journal.countFindings(ref),
      findingsSentAt: this.#findingsSentAt,
      logBytesPending: this.#openRanges().reduce((sum, { start, end }) => sum + end - start, 0),
      logSentAt: this.#logSentAt,
      flushSeconds: this.#flushSeconds,
      endedAt: this.#endedAt,
      isFinalPending: journal.pendingStatus(ref, "final") !== null,
      isReleased: this.#isReleased,
    };
  }

  #openRanges(): { stream: LogStream; start: number; end: number }[] {
    return logStreams
      .filter((stream) => !this.#closedStreams.has(stream))
      .map((stream) => ({ stream, ...this.#d.journal.logRange(this.#d.ref, stream) }));
  }

  async #send(kind: Exclude<NextDelivery["kind"], "wait" | "done">): Promise<void> {
    if (kind === "logs") return await this.#sendLogs();
    if (kind === "findings") return await this.#sendFindings();
    await this.#sendStatus(kind);
  }

  async #sendStatus(slot: "running" | "progress" | "final"): Promise<void> {
    const { journal, ref, credential, controlPlane } = this.#d;
    const status = journal.pendingStatus(ref, slot);
    if (status === null) return;
    if (slot === "progress") this.#progressSentAt = this.#d.now();
    const answer = await controlPlane.reportStatus(credential, status);
    journal.acknowledgeStatus(ref, slot, status);
    if (slot === "final") return this.#ended.resolve("acknowledged");
    if (hasEnded(answer)) return this.#fence();
    if (answer.cancel) this.#d.onCancel();
    if (slot === "running") this.#started.resolve("acknowledged");
  }

  async #sendLogs(): Promise<void> {
    const { journal, ref, credential, controlPlane } = this.#d;
    this.#logSentAt = this.#d.now();
    const chunks: { stream: LogStream; offset: number; data: string; age_ms: number }[] = [];
    const sentAt = performance.now();
    let room = logRequestBytes;
    for (const { stream, start, end } of this.#openRanges()) {
      for (let offset = start; offset < end && room > 0 && chunks.length < logRequestChunks; ) {
        const { bytes, writtenAt } = journal.readLog(ref, stream, offset, Math.min(logFlushBytes, room));
        const age_ms = Math.min(longestAgeMs, Math.max(0, sentAt - writtenAt));
        chunks.push({ stream, offset, data: bytes.toString("base64"), age_ms });
        offset += bytes.length;
        room -= bytes.length;
      }
    }
    if (chunks.length === 0) return;
    const answer = await controlPlane.appendLog(credential, { attempt: ref.attempt, chunks });
    let isTaken = false;
    for (const { stream, start } of this.#openRanges()) {
      const offset = answer.next_offset[stream] ?? start;
      isTaken ||= offset > start;
      journal.acknowledgeLog(ref, stream, offset);
    }
    // Otherwise the same bytes would be sent again in a tight loop.
    if (!isTaken) throw new ControlPlaneError("The control plane took no byte of the log.");
    this.#flushSeconds = Math.min(longestFlushSeconds, Math.max(0, answer.flush_seconds));
  }

  async #sendFindings(): Promise<void> {
    const { journal, ref, credential, controlPlane } = this.#d;
    this.#findingsSentAt = this.#d.now();
    const pending = journal.pendingFindings(ref, this.#findingsPerReport);
    const last = pending.at(-1);
    if (last === undefined) return;
    const findings = pending.map(({ finding }) => finding);
    await controlPlane.reportFindings(credential, { attempt: ref.attempt, findings });
    journal.acknowledgeFindings(ref, last.sequence);
  }

  async #fail(kind: Exclude<NextDelivery["kind"], "wait" | "done">, error: unknown): Promise<void> {
    const failure = judgeFailure(error);
    const message = error instanceof Error ? error.message : String(error);
    if (kind === "logs" && this.#continueLog(error)) return;
    if (failure === "stale") return this.#fence();
    if (failure === "unauthenticated" && (await this.#d.checkCredential()) === "good") {
      // The agent is still welcome, so it is this run that is not.
      return this.#fence();
    }
    if (failure === "refused" && this.#leaveOut(kind, message)) return;
    this.#failures += 1;
    const seconds = backoffSeconds(this.#failures, backoffLimits, this.#d.random, retryAfterOf(error));
    this.#notBefore = this.#d.now() + seconds * 1_000;
  }

  /** A log that the server has another view of: continued where it says, or left as it is. True when there is a way on. */
  #continueLog(error: unknown): boolean {
    const { journal, ref, log } = this.#d;
    if (judgeFailure(error) !== "refused") return false;
    const gap = logGapOf(error);
    const range = this.#openRanges().find(({ stream }) => stream === gap?.stream);
    if (gap && range && gap.nextOffset > range.start && gap.nextOffset <= range.end) {
      journal.acknowledgeLog(ref, gap.stream, gap.nextOffset);
      return true;
    }
    const cause = error instanceof Error ? error.message : String(error);
    log.warn("the log is left incomplete", {
      job: ref.jobId,
      attempt: ref.attempt,
      stream: gap?.stream,
      cause,
    });
    for (const stream of gap ? [gap.stream] : logStreams) this.#closedStreams.add(stream);
    return true;
  }

  /** What is refused for good must not hold up the rest. True when there is something to go on with. */
  #leaveOut(kind: "running" | "progress" | "findings" | "logs" | "final", message: string): boolean {
    const { journal, ref, log } = this.#d;
    log.warn(`the control plane refused a report (${kind})`, {
      job: ref.jobId,
      attempt: ref.attempt,
      cause: message,
    });
    if (kind === "findings") {
      const [first] = journal.pendingFindings(ref, 1);
      // One by one, so that only the refused one is lost.
      if (this.#findingsPerReport === 1 && first !== undefined)
        journal.acknowledgeFindings(ref, first.sequence);
      this.#findingsPerReport = 1;
      return true;
    }
    if (kind === "progress") {
      const status = journal.pendingStatus(ref, "progress");
      if (status !== null) journal.acknowledgeStatus(ref, "progress", status);
      return true;
    }
    this.#fence();
    return true;
  }

  #fence(): void {
    if (this.#isFenced) return;
    this.#isFenced = true;
    const isRunOver = this.#endedAt !== null;
    this.#settle("fenced");
    if (!isRunOver) this.#d.onFenced();
  }

  #settle(end: DeliveryEnd): void {
    this.#started.resolve(end);
    this.#ended.resolve(end);
  }
}

function hasEnded(answer: StatusAnswer): boolean {
  return answer.status !== "assigned" && answer.status !== "running";
}

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle(value) };
}
