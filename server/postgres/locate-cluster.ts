/**
 * Decides where the database files lie. Normally in `<dataDir>/postgres`. Started as root with a data folder that an
 * unprivileged account cannot enter (a checkout under /root), loosening the modes of somebody's home is not ours to do:
 * the files then lie in a folder of their own under the system's state directory, and `<dataDir>/postgres-location` names it.
 *
 * Once chosen the place never changes by itself: existing data that has become unreachable is an error, not a new database.
 */
import { randomBytes } from "node:crypto";
import {
  access,
  chmod,
  constants,
  lstat,
  mkdir,
  readFile,
  realpath,
  stat,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../make-directory";
import { type Account, canEnter, chooseAccount, findClosedAncestor } from "./drop-privileges";
import { EmbeddedPostgresError, USE_OWN_DATABASE } from "./embedded-postgres-error";
import { errorCode } from "./error-code";

export interface ClusterLocation {
  /** Holds the cluster, the lock and the log. */
  home: string;
  /** Postgres' own data folder. */
  clusterDir: string;
  account: Account | null;
  /** Whether `home` lies outside the data folder. */
  isRelocated: boolean;
}

/** State that survives restarts, per system custom. */
export const SYSTEM_STATE_DIR = process.platform === "darwin" ? "/usr/local/var/muster" : "/var/lib/muster";

export async function locateCluster(dataDir: string, systemStateDir: string): Promise<ClusterLocation> {
  await requireWritable(dataDir);
  const pointed = await readPointer(dataDir);
  const pointedHome = pointed ?? dataDir;
  const existing = (await exists(join(pointedHome, "postgres"))) ? join(pointedHome, "postgres") : null;
  const account = await chooseAccount(existing, dataDir);
  const realDataDir = await makeDataDir(dataDir, account);
  if (pointed) {
    await requireWritable(pointed);
    return { home: pointed, clusterDir: join(pointed, "postgres"), account, isRelocated: true };
  }
  if (!account || (await canEnter(realDataDir, account))) {
    return { home: realDataDir, clusterDir: join(realDataDir, "postgres"), account, isRelocated: false };
  }
  if (existing) {
    const closed = await findClosedAncestor(realDataDir, account);
    throw new EmbeddedPostgresError(
      "data_unreachable",
      `Postgres runs as ${account.name} (it does not run as root), and ${account.name} cannot enter ${closed}, ` +
        `so the existing data in ${existing} is out of its reach. Allow it to pass (chmod o+x '${closed}'), ` +
        `move the data folder to another place and name it with --data or MUSTER_DATA_DIR, or ${USE_OWN_DATABASE}.`,
    );
  }
  const home = await makeRelocatedHome(realDataDir, account, systemStateDir);
  return { home, clusterDir: join(home, "postgres"), account, isRelocated: true };
}

async function readPointer(dataDir: string): Promise<string | null> {
  const file = join(dataDir, "postgres-location");
  let home: string;
  try {
    home = (await readFile(file, "utf8")).trim();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
  if (await exists(home)) return home;
  throw new EmbeddedPostgresError(
    "data_missing",
    `${file} says that the database lies in ${home}, and that folder is not there. ` +
      `Bring it back, or remove ${file} to begin with an empty database.`,
  );
}

/** As root the folder lets others pass but not look: what lies in it keeps modes of its own. */
async function makeDataDir(dataDir: string, account: Account | null): Promise<string> {
  try {
    const created = await makeDirectory(dataDir, account ? 0o711 : 0o700);
    if (created && account) await chmod(dataDir, 0o711);
    return await realpath(dataDir);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "data_unreachable",
      `The data folder ${dataDir} cannot be created (${String(cause)}). Name one that this user may create with --data or MUSTER_DATA_DIR.`,
      { cause },
    );
  }
}

/** A folder that is not there yet is nobody's. */
async function requireWritable(directory: string): Promise<void> {
  try {
    await access(directory, constants.W_OK | constants.X_OK);
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return;
    const owner = await stat(directory).catch(() => null);
    throw new EmbeddedPostgresError(
      "data_not_owned",
      `${directory} belongs to ${owner ? `user id ${owner.uid}` : "another user"}, and this process (user id ${process.getuid?.()}) may not write to it. ` +
        `Start Muster as the user who owns it, or name another folder with --data or MUSTER_DATA_DIR.`,
      { cause },
    );
  }
}

async function makeRelocatedHome(dataDir: string, account: Account, systemStateDir: string): Promise<string> {
  const home = join(systemStateDir, `data-${randomBytes(6).toString("hex")}`);
  const closed = await findClosedAncestor(dataDir, account);
  try {
    await mkdir(systemStateDir, { recursive: true, mode: 0o755 });
    await mkdir(home, { mode: 0o711 });
    // The umask may have narrowed it.
    await chmod(home, 0o711);
    await writeFile(join(home, "belongs-to"), `${dataDir}\n`, { mode: 0o644 });
  } catch (cause) {
    throw unreachable(
      dataDir,
      closed,
      account,
      `${systemStateDir} cannot be used instead (${String(cause)})`,
      cause,
    );
  }
  if (!(await canEnter(home, account))) {
    throw unreachable(dataDir, closed, account, `${systemStateDir} is closed to it as well`);
  }
  try {
    await writeFile(join(dataDir, "postgres-location"), `${home}\n`, { flag: "wx", mode: 0o644 });
    return home;
  } catch (error) {
    // Another start chose first.
    const pointed = errorCode(error) === "EEXIST" ? await readPointer(dataDir) : null;
    if (pointed) return pointed;
    throw error;
  }
}

function unreachable(dataDir: string, closed: string, account: Account, also: string, cause?: unknown) {
  return new EmbeddedPostgresError(
    "data_unreachable",
    `Postgres runs as ${account.name} (it does not run as root), and ${account.name} cannot enter ${closed} to reach ` +
      `${dataDir}; ${also}. Start Muster as an ordinary user, name a reachable folder with --data or MUSTER_DATA_DIR, or ${USE_OWN_DATABASE}.`,
    { cause },
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
