/**
 * One Postgres server process: started, awaited until it takes connections, stopped. It runs in a session of its own, so
 * that Ctrl-C in the terminal reaches Muster only, which then stops it after its own last statements.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, rename, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { EmbeddedPostgresError } from "./embedded-postgres-error";
import type { ClusterLocation } from "./locate-cluster";
import { readPostmasterPidFile } from "./postmaster-pid-file";
import type { Binaries } from "./prepare-binaries";
import { isPostmasterOf } from "./process-identity";
import { PROGRAM_ENVIRONMENT } from "./run-program";

export interface Postmaster {
  pid: number;
  /** Settles when the process has ended; names how. */
  exited: Promise<string>;
}

export type LaunchFailure = "port_taken" | "previous_life_ending" | "other";

export class LaunchError extends EmbeddedPostgresError {
  constructor(
    readonly failure: LaunchFailure,
    message: string,
  ) {
    super(failure === "port_taken" ? "port_taken" : "start_failed", message);
  }
}

const POLL_MS = 20;
const MAX_LOG_BYTES = 5_000_000;
/** Crash recovery replays at most a few checkpoints' worth of log; minutes mean that something else is wrong. */
const READY_SECONDS = 180;
const FAST_SHUTDOWN_SECONDS = 30;
const IMMEDIATE_SHUTDOWN_SECONDS = 10;

export async function launchPostmaster(
  { clusterDir, account }: ClusterLocation,
  binaries: Binaries,
  logFile: string,
  port: number,
  settings: Record<string, string>,
): Promise<Postmaster> {
  const log = await openLog(logFile);
  const args = ["-D", clusterDir, "-p", String(port), "-c", "listen_addresses=127.0.0.1"];
  // Without sockets a long data path cannot break the start, and nothing appears in /tmp.
  for (const [name, value] of Object.entries({ ...settings, unix_socket_directories: "" })) {
    args.push("-c", `${name}=${value}`);
  }
  const child = spawn(binaries.postgres, args, {
    cwd: "/",
    env: PROGRAM_ENVIRONMENT,
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  });
  const spawned = once(child, "spawn");
  let hasExited = false;
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => {
      hasExited = true;
      resolve(signal ? `signal ${signal}` : `code ${code}`);
    });
  });
  await Promise.all([spawned, log.close()]);
  const postmaster: Postmaster = { pid: child.pid ?? 0, exited };

  const deadlineAt = Date.now() + READY_SECONDS * 1000;
  for (;;) {
    const file = await readPostmasterPidFile(clusterDir);
    if (file?.pid === postmaster.pid && file.isReady) break;
    if (hasExited) throw explainExit(await exited, await readTail(logFile, log.startsAt), logFile, port);
    if (Date.now() > deadlineAt) {
      await stopPostmaster(postmaster.pid, clusterDir, () => hasExited);
      throw new LaunchError(
        "other",
        `Postgres was not ready after ${READY_SECONDS} s. Its log is ${logFile}.`,
      );
    }
    await delay(POLL_MS);
  }
  // The server decides how long this process lives, not its database.
  child.unref();
  return postmaster;
}

/** Fast shutdown: open transactions are rolled back, committed ones are on disk. Resolves when the process is gone. */
export async function stopPostmaster(
  pid: number,
  clusterDir: string,
  isGone: () => boolean | Promise<boolean> = async () => !(await isPostmasterOf(pid, clusterDir)),
): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ["SIGINT", FAST_SHUTDOWN_SECONDS],
    // Immediate shutdown: loses nothing either, the next start recovers.
    ["SIGQUIT", IMMEDIATE_SHUTDOWN_SECONDS],
    ["SIGKILL", IMMEDIATE_SHUTDOWN_SECONDS],
  ];
  for (const [signal, seconds] of steps) {
    const deadlineAt = Date.now() + seconds * 1000;
    if (!(await isGone())) process.kill(pid, signal);
    while (Date.now() < deadlineAt) {
      if (await isGone()) return;
      await delay(POLL_MS);
    }
  }
  throw new EmbeddedPostgresError(
    "start_failed",
    `Postgres (process ${pid}) on ${clusterDir} cannot be stopped.`,
  );
}

function explainExit(how: string, tail: string, logFile: string, port: number): LaunchError {
  if (/could not (bind|create any TCP\/IP sockets)/.test(tail)) {
    return new LaunchError("port_taken", portTakenMessage(port));
  }
  const failure = /pre-existing shared memory block|lock file "postmaster\.pid"/.test(tail)
    ? "previous_life_ending"
    : "other";
  const reason = tail
    .split("\n")
    .filter((line) => /FATAL|PANIC|HINT/.test(line))
    .slice(-3)
    .join(" ");
  return new LaunchError(
    failure,
    `Postgres did not start (it ended with ${how})${reason ? `: ${reason}` : ""}. Its log is ${logFile}.`,
  );
}

export function portTakenMessage(port: number): string {
  return (
    `Port ${port} of 127.0.0.1, wanted for the embedded Postgres, is in use by another program. ` +
    `Stop that program, name another port, or name none and a free one is taken.`
  );
}

async function openLog(logFile: string) {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await rename(logFile, `${logFile}.1`);
  const file = await open(logFile, "a", 0o600);
  return { fd: file.fd, startsAt: size > MAX_LOG_BYTES ? 0 : size, close: () => file.close() };
}

async function readTail(logFile: string, from: number): Promise<string> {
  const file = await open(logFile, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, from);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
