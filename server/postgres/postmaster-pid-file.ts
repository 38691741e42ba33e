import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "./error-code";
import { isPostmasterOf, isProcessAlive } from "./process-identity";

export interface PostmasterPidFile {
  pid: number;
  isReady: boolean;
}

/** Postgres' own lock: line 1 the process, line 8 its state. Null while it is missing or being written. */
export async function readPostmasterPidFile(clusterDir: string): Promise<PostmasterPidFile | null> {
  let text: string;
  try {
    text = await readFile(join(clusterDir, "postmaster.pid"), "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, isReady: lines[7]?.trim() === "ready" } : null;
}

/**
 * The Postgres that still runs on this folder, if any. A file whose number now belongs to another program (or a zombie)
 * would keep Postgres from starting for ever, so it is removed; one whose process is simply gone is left to Postgres,
 * which checks shared memory as well before it replaces it.
 */
export async function findRunningPostmaster(clusterDir: string): Promise<number | null> {
  const found = await readPostmasterPidFile(clusterDir);
  if (!found) return null;
  if (await isPostmasterOf(found.pid, clusterDir)) return found.pid;
  if ((await isProcessAlive(found.pid)) || process.platform !== "linux" || (await isZombie(found.pid))) {
    await rm(join(clusterDir, "postmaster.pid"), { force: true });
  }
  return null;
}

async function isZombie(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")) !== "";
}
