import cluster, { type Worker } from "node:cluster";
import { setTimeout as delay } from "node:timers/promises";
import { workerArguments } from "@/lib/config/worker-slot";
import type { Log } from "@/lib/log";
import { RestartPolicy } from "./restart-policy";
import { isReady, type PrimaryMessage } from "./worker-message";

export interface WorkersOptions {
  count: number;
  /** What a worker runs; see worker-slot.ts for what it is called with. */
  program: string;
  log: Log;
  /** A worker ends again and again; nothing is started any more. */
  onGivenUp: () => void;
}

export class WorkerStartError extends Error {
  constructor() {
    super("The server did not start: its first process has ended. What it said is above.");
    this.name = "WorkerStartError";
  }
}

/** With a second or so for a start, a process that cannot live is given up after half a minute. */
const LIMITS = { endsMax: 8, windowMs: 60_000, waitMsMin: 100, waitMsMax: 5_000 };

/**
 * The processes that serve, on one port, which this process holds and hands connections out of in turn.
 *
 * Promise: one that ends, however that happens, is started again, in its place (`--worker=N`); none outlives `stop`, nor
 * this process: a worker ends by itself when its channel to it is gone. Failure: see `onGivenUp`.
 */
export class Workers {
  private readonly running = new Map<number, Worker>();
  private readonly policies = new Map<number, RestartPolicy>();
  private isStopping = false;

  constructor(private readonly options: WorkersOptions) {
    // Whatever the system's default is: the operating system gives nearly all long polls to one of them.
    cluster.schedulingPolicy = cluster.SCHED_RR;
  }

  /**
   * Starts the first alone, as what keeps one from starting keeps all, then the others. Resolves with the address when
   * all serve; throws WorkerStartError when the first has ended before.
   */
  async start(): Promise<string> {
    const baseUrl = await new Promise<string>((resolve, reject) =>
      this.launch(1, resolve, () => reject(new WorkerStartError())),
    );
    const others = Array.from({ length: this.options.count - 1 }, (_, index) => index + 2);
    await Promise.all(
      others.map((slot) => new Promise<void>((resolve) => this.launch(slot, () => resolve()))),
    );
    return baseUrl;
  }

  /** Lets all of them finish what they are at; what is left after the grace is killed. */
  async stop(graceMs: number): Promise<void> {
    this.isStopping = true;
    const stop: PrimaryMessage = { kind: "stop" };
    const ends = [...this.running.values()].map((worker) => {
      // One whose channel is gone is about to end by itself.
      if (worker.isConnected()) worker.send(stop, () => {});
      return new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    });
    const killing = setTimeout(() => {
      for (const worker of this.running.values()) worker.process.kill("SIGKILL");
    }, graceMs);
    await Promise.all(ends);
    clearTimeout(killing);
  }

  /** `onEarlyEnd`: it has ended before it was ready; without it, it is started again like any other. */
  private launch(slot: number, onReady: (baseUrl: string) => void, onEarlyEnd?: () => void): void {
    let isServing = false;
    let hasEnded = false;
    const end = (how: string) => {
      if (hasEnded) return;
      hasEnded = true;
      this.running.delete(slot);
      if (this.isStopping) return;
      if (onEarlyEnd && !isServing) onEarlyEnd();
      else void this.replace(slot, how, isServing ? () => {} : onReady);
    };
    const worker = this.fork(slot);
    if (worker instanceof Error) {
      end(worker.message);
      return;
    }
    this.running.set(slot, worker);
    worker.on("message", (message: unknown) => {
      if (!isReady(message)) return;
      isServing = true;
      onReady(message.baseUrl);
    });
    // One that was started says so by its exit, whatever else goes wrong with it.
    worker.on("error", (error) => {
      if (worker.process.pid === undefined) end(error.message);
    });
    worker.once("exit", (code: number | null, signal: string | null) => end(signal ?? `code ${code}`));
  }

  /** A machine without room for another process may have some in a moment. */
  private fork(slot: number): Worker | Error {
    cluster.setupPrimary({ exec: this.options.program, args: workerArguments(slot) });
    try {
      return cluster.fork();
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  private async replace(slot: number, how: string, onReady: (baseUrl: string) => void): Promise<void> {
    const { log, onGivenUp } = this.options;
    const policy = this.policies.get(slot) ?? new RestartPolicy(LIMITS);
    this.policies.set(slot, policy);
    const waitMs = policy.noteEnd(performance.now());
    if (waitMs === null) {
      log.fatal({ worker: slot, how }, "a worker process ends again and again, so the server stops");
      onGivenUp();
      return;
    }
    log.error({ worker: slot, how, waitMs }, "a worker process has ended; starting it again");
    await delay(waitMs);
    if (this.isStopping) return;
    this.launch(slot, (baseUrl) => {
      log.warn({ worker: slot }, "a worker process serves in place of the one that ended");
      onReady(baseUrl);
    });
  }
}
