import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { TIERS, type Tier } from "@/lib/domain/tier/tier";

/** Demo scans aim at this machine. */
const DEMO_TARGETS = "127.0.0.0/8";
const SLOTS: Record<Tier, number> = { shared: 2, dedicated: 2, premium: 3 };
/** Ends the agent when the demo dies, however it dies: its end of the pipe closes. */
const END_WITH_PARENT =
  "process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM')).resume().unref()";
/** Short scans end by themselves; longer ones are given back to the queue, while there is a server to take them. */
const DRAIN_SECONDS = "2";
const STOP_MS = 15_000;

export interface LocalAgents {
  stop(): Promise<void>;
}

/** One real agent process a tier, enrolled with its bootstrap token at the first start. */
export async function startLocalAgents(options: {
  program: string;
  dataDirectory: string;
  baseUrl: string;
  tokens: Record<Tier, string>;
  onLine: (tier: Tier, line: string) => void;
}): Promise<LocalAgents> {
  const children: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(children.map(stopChild));
  };
  try {
    for (const tier of TIERS) {
      const folder = join(options.dataDirectory, "agents", tier);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (!existsSync(join(folder, "identity.json"))) {
        await enrol(options.program, folder, tier, options.baseUrl, options.tokens[tier]);
      }
      children.push(
        startAgent(options.program, folder, options.baseUrl, (line) => options.onLine(tier, line)),
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function enrol(program: string, folder: string, tier: Tier, url: string, token: string): Promise<void> {
  const args = [
    "--data-dir",
    folder,
    "join",
    "--url",
    url,
    "--name",
    `demo-${tier}`,
    "--max-jobs",
    String(SLOTS[tier]),
  ];
  const child = spawn(process.execPath, [program, ...args], {
    // The token goes by environment: an argument would show in the process list.
    env: { ...process.env, MUSTER_AGENT_TOKEN: token },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`The ${tier} agent could not join:\n${output.trim()}`);
}

function startAgent(
  program: string,
  folder: string,
  baseUrl: string,
  onLine: (line: string) => void,
): ChildProcess {
  const entry = ["--import", `data:text/javascript,${encodeURIComponent(END_WITH_PARENT)}`, program];
  const args = [
    "--data-dir",
    folder,
    "run",
    "--url",
    baseUrl,
    "--allow-target",
    DEMO_TARGETS,
    "--drain-timeout",
    DRAIN_SECONDS,
  ];
  const child = spawn(process.execPath, [...entry, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches the demo alone, which then stops its agents in order.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (bytes: Buffer) => bytes.toString().split("\n").filter(Boolean).forEach(onLine));
  }
  return child;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(timer);
}
