/**
 * One `run` per data folder: two processes with one identity would renew each other's leases.
 *
 * Promise: the lock of a process that is gone, or whose pid now belongs to another program, is taken over.
 * Failure: `acquireRunLock` answers the holder's pid when it lives.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startTicks } from "../runner/process-identity";

const lockFileName = "run.lock";

export type RunLock = { release(): void } | { heldBy: number };

export function acquireRunLock(dataDir: string): RunLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = path.join(dataDir, lockFileName);
  const own = `${process.pid} ${startOf(process.pid)}\n`;
  for (;;) {
    try {
      writeFileSync(file, own, { flag: "wx", mode: 0o600 });
      return { release: () => releaseIfOwn(file, own) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = findRunLockHolder(dataDir);
    if (holder !== null) return { heldBy: holder };
    rmSync(file, { force: true });
  }
}

/** Pid of the agent process that runs with this data folder, or null. */
export function findRunLockHolder(dataDir: string): number | null {
  const text = readText(path.join(dataDir, lockFileName));
  const [pidText = "", start = ""] = text.trim().split(" ");
  const pid = Number(pidText);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return isAlive(pid) && startOf(pid) === start ? pid : null;
}

function releaseIfOwn(file: string, own: string): void {
  if (readText(file) === own) rmSync(file, { force: true });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When the process started, in the kernel's count, so that a pid that was given out again is not taken for the holder. */
function startOf(pid: number): string {
  return startTicks(pid) ?? "unknown";
}
