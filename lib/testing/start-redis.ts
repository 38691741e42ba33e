import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "@/server/postgres/free-port";

export interface RunningRedis {
  url: string;
  port: number;
  /** SIGSTOP: connections stay open and nobody answers. */
  pause(): void;
  resume(): void;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** After `kill`: empty, on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const START_SECONDS = 10;
const WITHOUT_DISK = ["--save", "", "--appendonly", "no"];

export function hasRedis(): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "redis-server")));
}

/** A Redis of its own in a temporary folder, gone with this process; null when there is no redis-server here. */
export async function startRedis(options: readonly string[] = WITHOUT_DISK): Promise<RunningRedis | null> {
  if (!hasRedis()) return null;
  const port = await findFreePort();
  const directory = await mkdtemp(join(tmpdir(), "muster-redis-"));
  const place = ["--bind", "127.0.0.1", "--port", String(port), "--dir", directory];
  const start = () => launch([...place, ...options], port);
  let child = await start();
  // For an interrupted run too.
  const clear = () => {
    child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", clear);
  const kill = async () => await end(child);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    kill,
    async restart() {
      child = await start();
    },
    async stop() {
      await kill();
      process.removeListener("exit", clear);
      clear();
    },
  };
}

async function launch(args: readonly string[], port: number): Promise<ChildProcess> {
  const child = spawn("redis-server", args, { stdio: "ignore" });
  const ended = once(child, "exit").then(
    () => true,
    () => true,
  );
  const deadlineAt = performance.now() + START_SECONDS * 1000;
  while (!(await isListening(port))) {
    const isGone = await Promise.race([ended, delay(20, false)]);
    if (!isGone && performance.now() < deadlineAt) continue;
    child.kill("SIGKILL");
    throw new Error(
      isGone ? "redis-server ended at once." : `redis-server did not answer within ${START_SECONDS} s.`,
    );
  }
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  const isOpen = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}
