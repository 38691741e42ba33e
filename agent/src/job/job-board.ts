/**
 * The jobs that this agent holds, from the claim to the acknowledged end.
 *
 * Promise: a claimed attempt runs at most once here; it counts as held, and is renewed by beats, until its end is acknowledged or it is lost; orders are
 * idempotent and those for attempts not held do nothing; a lost run is killed and never reported; an abandoned one is killed and then given back.
 * Assumption: `accept` is called with jobs that the journal holds already.
 */
import path from "node:path";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import { CANCEL_GRACE_SECONDS, LEASE_SECONDS } from "@/lib/domain/job/lease";
import type { CredentialVerdict } from "../control-plane/check-credential";
import type { ControlPlane } from "../control-plane/client";
import { LeaseFence } from "../core/lease-fence";
import { type AttemptRef, attemptKey, type JobJournal } from "../journal/journal";
import type { ProcessGroupFiles } from "../journal/process-group-files";
import type { AgentLog } from "../log/agent-log";
import { Delivery } from "../loops/deliver";
import type { Run } from "../runner/run-process";
import type { Scanner } from "../scanners/scanner";
import type { TargetPolicy } from "../scanners/target-policy";
import { createJobLog, type JobLog } from "./job-log";
import { maskText } from "./mask-secrets";
import { toReportedFinding } from "./reported-finding";
import { RunControl } from "./run-control";
import { describeEnd, type RunEnd } from "./run-end";
import { runJob } from "./run-job";

export interface JobBoardDependencies {
  journal: JobJournal;
  processGroups: ProcessGroupFiles;
  controlPlane: ControlPlane;
  /** Each run gets a folder below. */
  workRoot: string;
  findScanner(tool: string): Scanner | null;
  policy: TargetPolicy;
  run: Run;
  log: AgentLog;
  /** What tenants read at the head of a log. */
  agentTitle: string;
  now(): number;
  random(): number;
  checkCredential(): Promise<CredentialVerdict>;
  /** A slot has become free or taken. */
  onChanged(): void;
}

interface HeldJob {
  job: ClaimedJob;
  ref: AttemptRef;
  control: RunControl;
  delivery: Delivery;
}

/** TERM and KILL come close together when somebody else may already run the job. */
const lostGraceSeconds = 1;

export class JobBoard {
  readonly #d: JobBoardDependencies;
  readonly #held = new Map<string, HeldJob>();
  /** Ended and acknowledged, but with log bytes still to be sent. */
  readonly #tails = new Set<Delivery>();
  readonly #fence = new LeaseFence();
  #fenceTimer: NodeJS.Timeout | null = null;

  constructor(dependencies: JobBoardDependencies) {
    this.#d = dependencies;
  }

  get heldJobs(): number {
    return this.#held.size;
  }

  heldRefs(): AttemptRef[] {
    return [...this.#held.values()].map(({ ref }) => ref);
  }

  /** Resolves when no job is held and no log is on its way. */
  async settled(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all([...this.#tails].map((delivery) => delivery.finished));
  }

  accept(job: ClaimedJob): void {
    const ref = { jobId: job.id, attempt: job.attempt };
    if (this.#held.has(attemptKey(ref))) return;
    // A newer attempt says that the older one was given up.
    for (const held of this.#held.values())
      if (held.ref.jobId === job.id) this.lose(held.ref, "a newer attempt");
    const { journal, controlPlane, log, now, random, checkCredential } = this.#d;
    const control = new RunControl();
    const delivery = new Delivery({
      ref,
      credential: { jobId: job.id, jobToken: job.job_token },
      journal,
      controlPlane,
      log,
      now,
      random,
      checkCredential,
      onCancel: () => this.cancel(ref, CANCEL_GRACE_SECONDS),
      onFenced: () => this.lose(ref, "the attempt is no longer this agent's"),
    });
    const held = { job, ref, control, delivery };
    this.#held.set(attemptKey(ref), held);
    this.renew(ref, now(), LEASE_SECONDS);
    log.info("job claimed", { job: ref.jobId, attempt: ref.attempt, tool: job.tool });
    this.#d.onChanged();
    void this.#live(held);
  }

  cancel(ref: AttemptRef, graceSeconds: number): void {
    const held = this.#held.get(attemptKey(ref));
    if (held === undefined || held.control.reason !== null) return;
    this.#d.log.info("job is cancelled by order", { job: ref.jobId, attempt: ref.attempt });
    held.control.end("cancelled", graceSeconds);
  }

  /** The attempt is another's, or ended: kill it, say nothing. */
  lose(ref: AttemptRef, cause: string): void {
    const held = this.#held.get(attemptKey(ref));
    if (held === undefined || held.control.isSilent) return;
    this.#d.log.warn("job is dropped", { job: ref.jobId, attempt: ref.attempt, cause });
    held.control.end("lost", lostGraceSeconds);
    held.delivery.stop();
  }

  /** The agent must stop now: everything is killed and given back. */
  abandonAll(): void {
    for (const { control } of this.#held.values()) control.end("abandoned", lostGraceSeconds);
  }

  /** Nothing held is waited for any more: it is left to its lease. */
  loseAll(cause: string): void {
    for (const ref of this.heldRefs()) this.lose(ref, cause);
  }

  renew(ref: AttemptRef, sentAt: number, leaseSeconds: number): void {
    const key = attemptKey(ref);
    if (!this.#held.has(key)) return;
    this.#fence.renew(key, sentAt, leaseSeconds);
    this.#watchLeases();
  }

  /** For the process's last moment. */
  killNow(): void {
    for (const { control } of this.#held.values()) control.killNow();
  }

  async #live(held: HeldJob): Promise<void> {
    const { ref, control, delivery } = held;
    const { journal, log } = this.#d;
    try {
      const jobLog = createJobLog(journal, ref, () => delivery.wake());
      // Only a run that the control plane has confirmed may touch the target.
      await Promise.race([delivery.started, aborted(control.signal)]);
      const ran = control.reason === null ? await this.#run(held, jobLog) : cancelledBeforeStart;
      if (control.isSilent) return;
      const end = control.reason === "abandoned" ? released : ran;
      jobLog.write("system", `The run ended: ${describeEnd(end)}\n`);
      const acknowledgement = await delivery.finish(end, jobLog.end());
      log.info("job ended", {
        job: ref.jobId,
        attempt: ref.attempt,
        status: end.status,
        reason: end.reason,
        report: acknowledgement,
      });
    } catch (error) {
      // The journal is the only thing that can throw here; without it nothing may be promised any more.
      log.error("job is given up", { job: ref.jobId, attempt: ref.attempt, cause: (error as Error).message });
      this.lose(ref, "the journal failed");
    } finally {
      control.release();
      this.#release(held);
    }
  }

  async #run({ job, ref, control, delivery }: HeldJob, jobLog: JobLog): Promise<RunEnd> {
    const { journal, processGroups, controlPlane, workRoot } = this.#d;
    const { findScanner, policy, run, random, agentTitle } = this.#d;
    const limit = `limit ${job.timeout_seconds} s`;
    jobLog.write("system", `${agentTitle} runs ${job.tool}, attempt ${job.attempt}, ${limit}\n`);
    let invalidFindings = 0;
    const end = await runJob({
      job,
      control,
      workDir: path.join(workRoot, `${job.id}-${job.attempt}`),
      controlPlane,
      findScanner,
      policy,
      run,
      log: jobLog,
      random,
      onProgress: (percent, message) =>
        delivery.progress(percent, message === undefined ? undefined : maskText(message)),
      onFinding(finding) {
        const reported = toReportedFinding(finding);
        if (reported === null) {
          invalidFindings += 1;
          return;
        }
        if (control.isSilent) return;
        journal.addFinding(ref, reported);
        delivery.wake();
      },
      noteProcessGroup(group) {
        processGroups.note(ref, group);
        control.noteProcessGroup(group.id);
      },
      forgetProcessGroup(groupId) {
        control.forgetProcessGroup(groupId);
        processGroups.forget(groupId);
      },
    });
    if (invalidFindings > 0)
      jobLog.write("system", `${invalidFindings} findings were not valid and are left out\n`);
    return end;
  }

  #release({ ref, delivery }: HeldJob): void {
    const { journal, log, onChanged } = this.#d;
    this.#held.delete(attemptKey(ref));
    this.#fence.release(attemptKey(ref));
    this.#tails.add(delivery);
    void delivery.finished.then(() => {
      this.#tails.delete(delivery);
      try {
        journal.removeJob(ref);
      } catch (error) {
        log.error("the journal failed", { cause: (error as Error).message });
      }
      onChanged();
    });
    onChanged();
  }

  /** One timer, set to the lease that ends first. */
  #watchLeases(): void {
    if (this.#fenceTimer !== null) clearTimeout(this.#fenceTimer);
    this.#fenceTimer = null;
    const deadline = this.#fence.nextDeadline();
    if (deadline === null) return;
    this.#fenceTimer = setTimeout(
      () => {
        for (const key of this.#fence.expired(this.#d.now())) {
          const held = this.#held.get(key);
          this.#fence.release(key);
          if (held !== undefined) this.lose(held.ref, "its lease has passed without a renewal");
        }
        this.#watchLeases();
      },
      Math.max(0, deadline - this.#d.now()) + 1,
    );
    this.#fenceTimer.unref();
  }
}

const cancelledBeforeStart: RunEnd = { status: "cancelled" };
const released: RunEnd = { status: "released" };

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
