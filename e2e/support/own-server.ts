import { readdir } from "node:fs/promises";
import { residentMebibytes } from "@/bench/harness/process-usage";
import { descendantsOf } from "./processes";
import { Program } from "./start-program";

/** A server that only one test has: ended and started as often as it likes, always at the same address. */
export class OwnServer {
  program: Program;

  private constructor(
    readonly baseUrl: string,
    private readonly environment: Record<string, string>,
  ) {
    this.program = this.launch();
  }

  /** Begins to start; see `isReady`. */
  static start(port: number, environment: Record<string, string>): OwnServer {
    const baseUrl = `http://127.0.0.1:${port}`;
    return new OwnServer(baseUrl, { ...environment, NEXTAUTH_URL: baseUrl, PORT: String(port) });
  }

  async isReady(): Promise<void> {
    await this.program.says(/Muster is ready/);
  }

  /** Without a word to anybody, and a new one in its place. Resolves when that is ready. */
  async killAndStart(): Promise<void> {
    this.program.signal("SIGKILL");
    await this.program.ended;
    this.program = this.launch();
    await this.isReady();
  }

  /** As an upgrade does it: asked to end, and started again after `whileAway`. */
  async replace(whileAway: () => Promise<void>): Promise<void> {
    await this.program.stop();
    if (this.program.exitCode !== 0) throw new Error(`The server did not end well:\n${this.program.output}`);
    await whileAway();
    this.program = this.launch();
    await this.isReady();
  }

  /** The processes that serve under this one, by number; none where it serves itself. Linux only. */
  workers(): Map<number, number> {
    const workers = new Map<number, number>();
    for (const { pid, command } of descendantsOf(this.program.pid)) {
      const slot = /--worker=(\d+)/.exec(command)?.[1];
      if (slot !== undefined) workers.set(Number(slot), pid);
    }
    return workers;
  }

  killWorker(slot: number): void {
    const pid = this.workers().get(slot);
    if (pid === undefined) throw new Error(`There is no worker ${slot}.`);
    process.kill(pid, "SIGKILL");
  }

  /** What its processes hold now: open files and connections, and memory. Linux only. */
  async usage(): Promise<{ files: number; mebibytes: number }> {
    const held = { files: 0, mebibytes: 0 };
    for (const pid of [this.program.pid, ...this.workers().values()]) {
      held.files += (await readdir(`/proc/${pid}/fd`)).length;
      held.mebibytes += await residentMebibytes(pid);
    }
    return held;
  }

  private launch(): Program {
    return new Program(process.execPath, ["scripts/start.mjs"], this.environment);
  }
}
