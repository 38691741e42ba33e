import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "@/server/postgres/free-port";

export interface BenchRedis {
  url: string;
  stop(): Promise<void>;
}

const START_SECONDS = 10;

/** A Redis of its own that writes to disk every second, as BullMQ asks for; null when there is no redis-server here. */
export async function startRedis(): Promise<BenchRedis | null> {
  const port = await findFreePort();
  const directory = await mkdtemp(join(tmpdir(), "muster-bench-redis-"));
  const durability = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""];
  const place = ["--bind", "127.0.0.1", "--port", String(port), "--dir", directory];
  const child = spawn("redis-server", [...place, ...durability, "--maxmemory-policy", "noeviction"], {
    stdio: "ignore",
  });
  const ended = once(child, "exit").then(
    () => true,
    () => true,
  );
  // For an interrupted run too.
  const kill = () => {
    child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", kill);
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
    process.removeListener("exit", kill);
    rmSync(directory, { recursive: true, force: true });
  };
  const deadlineAt = performance.now() + START_SECONDS * 1000;
  while (!(await isListening(port))) {
    const isGone = await Promise.race([ended, delay(20, false)]);
    if (!isGone && performance.now() < deadlineAt) continue;
    await stop();
    if (isGone) return null;
    throw new Error(`redis-server did not answer within ${START_SECONDS} s.`);
  }
  return { url: `redis://127.0.0.1:${port}`, stop };
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
