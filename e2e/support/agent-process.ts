import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { demo } from "./state";

const PROGRAM = join(import.meta.dirname, "..", "..", "agent", "dist", "muster-agent.js");

/** A real `muster-agent` process with a folder of its own. */
export class AgentProcess {
  private child: ChildProcess | null = null;
  output = "";

  private constructor(
    readonly name: string,
    readonly folder: string,
  ) {}

  /** Enrols with a bootstrap token, as a person would on the agent's host. */
  static async join(name: string, token: string, options: { maxJobs?: number } = {}): Promise<AgentProcess> {
    const folder = await mkdtemp(join(tmpdir(), "muster-e2e-agent-"));
    const agent = new AgentProcess(name, folder);
    const maxJobs = String(options.maxJobs ?? 1);
    await agent.command([
      "join",
      "--url",
      demo().base_url,
      "--token",
      token,
      "--name",
      name,
      "--max-jobs",
      maxJobs,
    ]);
    return agent;
  }

  async command(args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [
      PROGRAM,
      "--data-dir",
      this.folder,
      ...args,
    ]);
    return stdout;
  }

  /** Starts to work in the background; scans of this machine are allowed. */
  run(): void {
    const args = [
      PROGRAM,
      "--data-dir",
      this.folder,
      "run",
      "--allow-target",
      "127.0.0.0/8",
      "--drain-timeout",
      "5",
    ];
    this.child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (bytes: Buffer) => (this.output += bytes.toString()));
    }
  }

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  kill(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Ends the process if it runs and removes its folder. */
  async dispose(): Promise<void> {
    const child = this.child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGKILL");
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
