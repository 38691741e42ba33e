/**
 * Creates the database files once. The work is done in a draft folder beside the final place and renamed when complete and
 * on disk: the final name never shows a half-made cluster. A draft left by an interrupted run is removed by the next.
 *
 * Assumes the caller holds the instance lock, so any draft it finds is nobody's.
 */
import {
  chown,
  lstat,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { generateCredentials, writeCredentials } from "./cluster-credentials";
import type { Account } from "./drop-privileges";
import { EmbeddedPostgresError } from "./embedded-postgres-error";
import { errorCode } from "./error-code";
import type { ClusterLocation } from "./locate-cluster";
import type { Binaries } from "./prepare-binaries";
import { runProgram } from "./run-program";

const DRAFT_PREFIX = "postgres.init-";

/** Defaults for a small machine (2 cores). In postgresql.conf, so that an operator may change them. */
const INITIAL_SETTINGS: Record<string, string> = {
  shared_buffers: "128MB",
  max_connections: "100",
  fsync: "on",
  synchronous_commit: "on",
  autovacuum_naptime: "10s",
  timezone: "UTC",
  log_timezone: "UTC",
  // Lifecycle and fatal errors only: a refused statement is the application's to log, and may carry a customer's data.
  log_min_messages: "log",
  log_checkpoints: "off",
};

/** Makes sure that a complete cluster of the right version lies at `clusterDir`. Returns whether it was created now. */
export async function initCluster(
  { home, clusterDir, account }: ClusterLocation,
  binaries: Binaries,
  isThrowaway: boolean,
): Promise<boolean> {
  await removeInterruptedDrafts(home);
  if (await isExistingCluster(clusterDir, binaries)) return false;

  const draft = await mkdtemp(join(home, DRAFT_PREFIX));
  try {
    if (account) await chown(draft, account.uid, account.gid);
    await fillDraft(draft, account, binaries, isThrowaway);
    await rename(join(draft, "data"), clusterDir);
    await syncFolder(home);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return true;
}

async function fillDraft(draft: string, account: Account | null, binaries: Binaries, isThrowaway: boolean) {
  const credentials = generateCredentials();
  const passwordFile = join(draft, "password");
  await writeFile(passwordFile, `${credentials.superuserPassword}\n`, { flag: "wx", mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  const dataDir = join(draft, "data");
  const result = await runProgram(
    binaries.initdb,
    [
      `--pgdata=${dataDir}`,
      "--username=postgres",
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
      "--encoding=UTF8",
      // Sorts alike on every machine and after every system upgrade, unlike libc's and ICU's locales.
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      ...Object.entries(INITIAL_SETTINGS).map(([name, value]) => `--set=${name}=${value}`),
      ...(isThrowaway ? ["--no-sync"] : []),
    ],
    account,
  );
  if (result.exitCode !== 0) {
    throw new EmbeddedPostgresError(
      "init_failed",
      `Creating the database in ${draft} failed (initdb ended with code ${result.exitCode}): ${lastLines(result.stderr)} ` +
        `Nothing is left of it; remove the cause (often a full disk) and start again.`,
    );
  }
  await writeCredentials(dataDir, credentials, account);
}

async function isExistingCluster(clusterDir: string, binaries: Binaries): Promise<boolean> {
  let version: string;
  try {
    version = (await readFile(join(clusterDir, "PG_VERSION"), "utf8")).trim();
  } catch (cause) {
    if (errorCode(cause) === "EACCES") throw notOurs(clusterDir, (await lstat(clusterDir)).uid, cause);
    if (errorCode(cause) !== "ENOENT") throw cause;
    return refuseForeignContent(clusterDir);
  }
  if (version === String(binaries.majorVersion)) return true;
  throw new EmbeddedPostgresError(
    "version_mismatch",
    `The data in ${clusterDir} was written by Postgres ${version}, and this Muster brings Postgres ${binaries.majorVersion}. ` +
      `Nothing was changed. Start the Muster version that wrote it, export with pg_dump of Postgres ${version} or later, ` +
      `and import into a new data folder.`,
  );
}

/** An empty folder in the way is removed; anything in it is somebody's and stays. */
async function refuseForeignContent(clusterDir: string): Promise<false> {
  try {
    await rmdir(clusterDir);
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return false;
    throw new EmbeddedPostgresError(
      "not_a_cluster",
      `${clusterDir} is in the way: it holds something, but no Postgres data (there is no PG_VERSION). ` +
        `Nothing was changed. Move it away and start again.`,
      { cause },
    );
  }
  return false;
}

function notOurs(clusterDir: string, ownerUid: number, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "data_not_owned",
    `The data in ${clusterDir} belongs to user id ${ownerUid}, and this process runs as ${process.getuid?.()}. ` +
      `It was probably created by a start as root. Start as root again, or give yourself the folder with chown -R.`,
    { cause },
  );
}

async function removeInterruptedDrafts(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith(DRAFT_PREFIX)) await rm(join(home, name), { recursive: true, force: true });
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-3).join(" ");
}
