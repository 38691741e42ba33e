/**
 * One running Muster per embedded database. The lock tells a second start whom it would disturb, and a start after a crash
 * that the Postgres it finds is an orphan. (That two Postgres never share one folder is guarded by Postgres itself.)
 *
 * A lock counts only while the process that wrote it lives, so a crash never leaves one that has to be removed by hand.
 */
import { randomBytes } from "node:crypto";
import { link, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedPostgresError } from "./embedded-postgres-error";
import { errorCode } from "./error-code";
import { isProcessAlive, readProcessIdentity } from "./process-identity";

export interface InstanceLock {
  release(): Promise<void>;
}

const MAX_ATTEMPTS = 20;

export async function acquireInstanceLock(home: string): Promise<InstanceLock> {
  const file = join(home, "postgres.lock");
  const own = JSON.stringify({
    pid: process.pid,
    identity: await readProcessIdentity(process.pid),
    nonce: nonce(),
  });
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (await createWhole(file, own)) {
      return {
        async release() {
          if ((await readIfPresent(file)) === own) await unlink(file);
        },
      };
    }
    const found = await readIfPresent(file);
    if (found === null) continue;
    const holder = await findLiveHolder(found);
    if (holder !== null) throw alreadyRunning(home, holder);
    await removeStale(file, found);
  }
  throw new EmbeddedPostgresError(
    "already_running",
    `Several Musters are starting on the data in ${home} at once. Start one.`,
  );
}

export function alreadyRunning(home: string, pid: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "already_running",
    `Another Muster (process ${pid}) is running on the data in ${home}. Nothing was changed. ` +
      `Stop that process, or start this one on another folder with --data or MUSTER_DATA_DIR.`,
  );
}

/** By way of a link the file appears with its content; a reader never sees it half-written. */
async function createWhole(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${nonce()}`;
  await writeFile(draft, content, { flag: "wx", mode: 0o644 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    return false;
  } finally {
    await unlink(draft);
  }
}

async function findLiveHolder(content: string): Promise<number | null> {
  let holder: { pid?: unknown; identity?: unknown };
  try {
    holder = JSON.parse(content) as typeof holder;
  } catch {
    return null;
  }
  const { pid } = holder;
  if (typeof pid !== "number" || !(await isProcessAlive(pid))) return null;
  const identity = await readProcessIdentity(pid);
  return identity === null || identity === holder.identity ? pid : null;
}

/** Two starts may find the same stale lock; the slower must not remove the lock that the faster has just made. */
async function removeStale(file: string, expected: string): Promise<void> {
  const aside = `${file}.${nonce()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw error;
  }
  if ((await readIfPresent(aside)) !== expected) {
    await link(aside, file).catch((error: unknown) => {
      if (errorCode(error) !== "EEXIST") throw error;
    });
  }
  await unlink(aside);
}

async function readIfPresent(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

function nonce(): string {
  return randomBytes(6).toString("hex");
}
