import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Program, ROOT } from "./start-program";

const PROGRAM = join(ROOT, "agent", "dist", "muster-agent.js");

/** A real `muster-agent` process with a folder of its own. */
export class AgentProcess {
  private program: Program | null = null;

  private constructor(
    readonly name: string,
    private readonly folder: string,
  ) {}

  /** Enrols with a bootstrap token, as a person would on the agent's host. */
  static async join(name: string, url: string, token: string, maxJobs = 1): Promise<AgentProcess> {
    const folder = await mkdtemp(join(tmpdir(), "muster-e2e-agent-"));
    const args = [PROGRAM, "--data-dir", folder, "join", "--url", url, "--name", name];
    await promisify(execFile)(process.execPath, [...args, "--max-jobs", String(maxJobs)], {
      env: { ...process.env, MUSTER_AGENT_TOKEN: token },
    });
    return new AgentProcess(name, folder);
  }

  /** Starts to work in the background; scans of this machine are allowed. */
  run(): void {
    const args = [PROGRAM, "--data-dir", this.folder, "run", "--allow-target", "127.0.0.0/8"];
    this.program = new Program(process.execPath, [...args, "--drain-timeout", "5"]);
  }

  get pid(): number {
    if (!this.program) throw new Error(`Agent ${this.name} does not run.`);
    return this.program.pid;
  }

  /** Ends it in the middle of whatever it does. */
  kill(): void {
    this.program?.signal("SIGKILL");
  }

  /** Ends the process if it runs and removes its folder. */
  async dispose(): Promise<void> {
    this.kill();
    await this.program?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
