import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export const ROOT = join(import.meta.dirname, "..", "..");

/** A program in a process group of its own, with everything that it writes. */
export class Program {
  output = "";
  /** Resolves when the program itself has ended. */
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;

  constructor(command: string, args: readonly string[], env: Record<string, string> = {}) {
    this.child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.ended = new Promise((resolve) => this.child.once("exit", () => resolve()));
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on("data", (bytes: Buffer) => (this.output += bytes.toString()));
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error("The program could not be started.");
    return this.child.pid;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** To the program alone. */
  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** What Ctrl-C in a terminal does: it reaches everyone in the group. */
  interrupt(): void {
    process.kill(-this.pid, "SIGINT");
  }

  /** The first match in the output, as soon as it is there. */
  async says(pattern: RegExp, seconds = 60): Promise<RegExpExecArray> {
    const deadline = performance.now() + seconds * 1_000;
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      if (this.hasEnded) throw new Error(`The program ended without ${pattern}:\n${this.output}`);
      if (performance.now() > deadline)
        throw new Error(`Not within ${seconds} s: ${pattern}\n${this.output}`);
      await delay(50);
    }
  }

  /** Asks the program to end; then, and at the latest after the grace, kills whatever is left of its group. */
  async stop(graceSeconds = 15): Promise<void> {
    if (!this.hasEnded) {
      this.signal("SIGTERM");
      const timer = setTimeout(() => this.killGroup(), graceSeconds * 1_000);
      await this.ended;
      clearTimeout(timer);
    }
    this.killGroup();
  }

  private killGroup(): void {
    try {
      process.kill(-this.pid, "SIGKILL");
    } catch {
      // Nobody of the group is left.
    }
  }
}
