import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "@/server/postgres/free-port";
import { rootDirectory } from "@/server/root-directory";
import { benchSecrets } from "./bench-secrets";
import { cpuSeconds, residentMebibytes } from "./process-usage";

export interface BenchServer {
  port: number;
  cpuSeconds(): Promise<number>;
  residentMebibytes(): Promise<number>;
  /** Statements that it has sent to the database so far, as its metrics say. */
  statementsSent(): Promise<number>;
  stop(): Promise<void>;
}

const START_SECONDS = 60;
const STOP_SECONDS = 15;
/** Characters of the server's output that an error shows. */
const OUTPUT_MAX = 4_000;

/** The built server as `npm start` runs it, a process of its own on a free port. Resolves when it is ready. */
export async function startBenchServer(databaseUrl: string): Promise<BenchServer> {
  const root = rootDirectory();
  const port = await findFreePort();
  const dataDirectory = await mkdtemp(join(tmpdir(), "muster-bench-server-"));
  const program = join(root, "dist", "server", "main.js");
  const child = spawn(process.execPath, [...flagsOfStart(root), ...profiling(), program], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...benchSecrets,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      HOST: "127.0.0.1",
      PORT: String(port),
      NEXTAUTH_URL: `http://127.0.0.1:${port}`,
      MUSTER_DATA_DIR: dataDirectory,
      LOG_LEVEL: "warn",
    },
  });
  const output = keepOutput(child);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  // For an interrupted run, which does not come to `stop`.
  const killOnExit = () => {
    child.kill("SIGKILL");
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  process.once("exit", killOnExit);
  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_SECONDS * 1000);
    await exited;
    clearTimeout(timer);
    process.removeListener("exit", killOnExit);
    await rm(dataDirectory, { recursive: true, force: true });
  };
  const pid = child.pid ?? 0;
  try {
    await waitUntilReady(port, child, output);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port,
    cpuSeconds: () => cpuSeconds(pid),
    residentMebibytes: () => residentMebibytes(pid),
    statementsSent: () => statementsSent(port),
    stop,
  };
}

async function statementsSent(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const counts = [...text.matchAll(/^muster_database_statements_total\{[^}]*\} (\d+)$/gm)];
  if (counts.length === 0) throw new Error("The metrics do not say how many statements were sent.");
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

/** What `npm start` tells Node, e.g. how large the heap may be. */
function flagsOfStart(root: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return String(scripts.start)
    .split(" ")
    .filter((word) => word.startsWith("--"));
}

/** With BENCH_PROFILE_DIR every server leaves a CPU profile there. */
function profiling(): string[] {
  const { BENCH_PROFILE_DIR: folder } = process.env;
  return folder ? ["--cpu-prof", `--cpu-prof-dir=${folder}`] : [];
}

function keepOutput(child: ChildProcess): () => string {
  let output = "";
  const keep = (bytes: Buffer) => {
    output = (output + bytes.toString()).slice(-OUTPUT_MAX);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  return () => output;
}

async function waitUntilReady(port: number, child: ChildProcess, output: () => string): Promise<void> {
  const deadlineAt = performance.now() + START_SECONDS * 1000;
  while (performance.now() < deadlineAt) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The server ended before it was ready:\n${output()}`);
    }
    const isReady = await fetch(`http://127.0.0.1:${port}/api/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await delay(50);
  }
  throw new Error(`The server was not ready within ${START_SECONDS} s:\n${output()}`);
}
