/**
 * The agent at work: its loops, the jobs it holds, and how it ends.
 *
 * Promise: `drain` claims nothing more, finishes what runs and says goodbye; `stop` kills what runs, sends its last output and gives it back, so that the
 * control plane runs it again at once; what cannot be given back is left to its lease. `run` first ends what a killed life left running, and resolves once nothing of the agent is at work any more.
 * Assumption: one agent per identity; the data folder is its own.
 */
import { rm } from "node:fs/promises";
import path from "node:path";
import { createCredentialCheck } from "./control-plane/check-credential";
import type { ControlPlane } from "./control-plane/client";
import { AgentState } from "./core/agent-state";
import { Wakeup } from "./core/wakeup";
import { JobBoard } from "./job/job-board";
import type { JobJournal } from "./journal/journal";
import { createProcessGroupFiles, type ProcessGroupFiles } from "./journal/process-group-files";
import type { AgentLog } from "./log/agent-log";
import { runClaims } from "./loops/claim";
import { runHeartbeats } from "./loops/heartbeat";
import type { HostMetrics } from "./metrics/host-metrics";
import type { Run } from "./runner/run-process";
import type { Scanner } from "./scanners/scanner";
import type { TargetPolicy } from "./scanners/target-policy";

export interface AgentDependencies {
  name: string;
  version: string;
  dataDir: string;
  capacity: number;
  localLimit: number | null;
  drainTimeoutSeconds: number;
  controlPlane: ControlPlane;
  journal: JobJournal;
  findScanner(tool: string): Scanner | null;
  probeTools(): Promise<{ name: string; version: string }[]>;
  policy: TargetPolicy;
  run: Run;
  metrics: HostMetrics;
  log: AgentLog;
  now?(): number;
  random?(): number;
}

export type AgentEnd = "drained" | "abandoned" | "credential_refused";

/** For the last bytes of a log, and for children that do not want to end. */
const lastSeconds = 10;
/** For children to be killed and their jobs given back, while somebody waits for the agent's end. */
const giveBackSeconds = 5;

export class Agent {
  readonly #d: AgentDependencies;
  readonly #state: AgentState;
  readonly #board: JobBoard;
  readonly #workRoot: string;
  readonly #processGroups: ProcessGroupFiles;
  readonly #shutdownNews = new Wakeup();
  readonly #now: () => number;
  #wish: "work" | "drain" | "stop" = "work";
  #isCredentialRefused = false;

  constructor(dependencies: AgentDependencies) {
    this.#d = dependencies;
    this.#now = dependencies.now ?? (() => performance.now());
    this.#state = new AgentState(dependencies.capacity, dependencies.localLimit);
    this.#workRoot = path.join(dependencies.dataDir, "work");
    this.#processGroups = createProcessGroupFiles(dependencies.dataDir);
    this.#board = new JobBoard({
      ...this.#shared(),
      processGroups: this.#processGroups,
      workRoot: this.#workRoot,
      findScanner: dependencies.findScanner,
      policy: dependencies.policy,
      run: dependencies.run,
      agentTitle: `muster-agent ${dependencies.version} (${dependencies.name})`,
      onChanged: () => {
        this.#state.claimNews.wake();
        this.#shutdownNews.wake();
      },
    });
  }

  async run(): Promise<AgentEnd> {
    await this.#endThoseOfBefore();
    // Folders of a life that ended without removing them.
    await rm(this.#workRoot, { recursive: true, force: true });
    const { metrics, probeTools, version, dataDir } = this.#d;
    const loops = [
      runHeartbeats({
        ...this.#shared(),
        state: this.#state,
        board: this.#board,
        metrics,
        probeTools,
        version,
        dataDir,
      }),
      runClaims({ ...this.#shared(), state: this.#state, board: this.#board }),
    ];
    // A loop that throws is a defect; the agent then ends in order, and the error comes out below.
    for (const loop of loops) loop.catch(() => this.stop());
    const end = await this.#untilOver();
    this.#state.end();
    await Promise.all(loops);
    // After the last beat, which would count as being there again.
    if (end !== "credential_refused") await this.#sayGoodbye();
    return end;
  }

  /** No more jobs; ends when the running ones have. */
  drain(): void {
    if (this.#wish !== "work") return;
    this.#wish = "drain";
    this.#d.log.info("stopping: running jobs are finished first", { jobs: this.#board.heldJobs });
    this.#state.update({ isShuttingDown: true });
    this.#shutdownNews.wake();
  }

  /** Ends now. */
  stop(): void {
    this.#wish = "stop";
    this.#state.update({ isShuttingDown: true });
    this.#shutdownNews.wake();
  }

  /** For the process's last moment: no child outlives the agent. */
  killNow(): void {
    this.#board.killNow();
  }

  /** Before anything is claimed: the control plane has given their jobs to other agents, or will. */
  async #endThoseOfBefore(): Promise<void> {
    for (const { jobId, attempt, leftovers } of await this.#processGroups.endThoseOfBefore()) {
      const fields = { job: jobId, attempt };
      if (leftovers === 0) this.#d.log.warn("processes of the agent's last life were ended", fields);
      else this.#d.log.error("processes of the agent's last life live on", { ...fields, leftovers });
    }
  }

  async #untilOver(): Promise<AgentEnd> {
    while (this.#wish === "work" && !this.#isCredentialRefused) await this.#shutdownNews.wait();
    if (this.#wish === "drain")
      await this.#waitUntil(
        () => this.#board.heldJobs === 0 || this.#wish === "stop",
        this.#d.drainTimeoutSeconds,
      );
    const abandoned = this.#board.heldJobs;
    if (abandoned > 0) {
      this.#d.log.warn("running jobs are ended; the control plane runs them again", { jobs: abandoned });
      if (!this.#isCredentialRefused) this.#board.abandonAll();
      await this.#waitUntil(() => this.#board.heldJobs === 0, giveBackSeconds);
      this.#board.loseAll("the agent stops");
      await this.#waitUntil(() => this.#board.heldJobs === 0, lastSeconds);
    }
    if (this.#isCredentialRefused) {
      this.#d.log.error("the control plane does not accept this agent's key any more");
      return "credential_refused";
    }
    let isSettled = false;
    void this.#board.settled().then(() => {
      isSettled = true;
      this.#shutdownNews.wake();
    });
    await this.#waitUntil(() => isSettled, abandoned > 0 ? giveBackSeconds : lastSeconds);
    return abandoned > 0 ? "abandoned" : "drained";
  }

  async #sayGoodbye(): Promise<void> {
    try {
      await this.#d.controlPlane.goOffline();
    } catch (error) {
      this.#d.log.warn("the control plane could not be told that the agent stops", {
        cause: (error as Error).message,
      });
    }
  }

  async #waitUntil(isReached: () => boolean, seconds: number): Promise<void> {
    const until = this.#now() + seconds * 1_000;
    while (!isReached() && !this.#isCredentialRefused && this.#now() < until)
      await this.#shutdownNews.wait(until - this.#now());
  }

  #shared() {
    const { controlPlane, journal, log, random = Math.random } = this.#d;
    this.#checkCredential ??= createCredentialCheck(controlPlane, () => {
      this.#isCredentialRefused = true;
      this.#state.end();
      this.#shutdownNews.wake();
    });
    return { controlPlane, journal, log, random, now: this.#now, checkCredential: this.#checkCredential };
  }

  #checkCredential: ReturnType<typeof createCredentialCheck> | null = null;
}
