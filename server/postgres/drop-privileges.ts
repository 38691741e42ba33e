/**
 * Postgres refuses to run as root. Started as root, the launcher runs it as an existing unprivileged account; started as
 * anyone else it changes nothing. No account is ever created.
 *
 * Fails when root cannot change identity here (rootless container with one mapped user, dropped capabilities) and when
 * the account has no passwd entry, which initdb needs.
 */
import { lstat } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { EmbeddedPostgresError, USE_OWN_DATABASE } from "./embedded-postgres-error";
import { errorCode } from "./error-code";
import { runProgram } from "./run-program";

/** The account Postgres runs as; null everywhere means "as ourselves". */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** Tried in order when nothing on disk decides. `muster` exists where the operator made it for this purpose. */
const FALLBACK_ACCOUNTS = ["muster", "nobody"];

/**
 * Existing data decides first, then the owner of the folder it will lie in (`sudo npm start` in a user's checkout keeps
 * the data usable by that user), then the fallbacks.
 */
export async function chooseAccount(
  existingClusterDir: string | null,
  dataDir: string,
): Promise<Account | null> {
  if (process.getuid?.() !== 0) {
    requirePasswdEntryOfOurselves();
    return null;
  }
  if (existingClusterDir) return accountOfCluster(existingClusterDir);
  const folderOwner = await ownerOfNearestExisting(dataDir);
  for (const candidate of [...(folderOwner ? [String(folderOwner)] : []), ...FALLBACK_ACCOUNTS]) {
    const account = await findAccount(candidate);
    if (account && account.uid !== 0) return account;
  }
  throw new EmbeddedPostgresError(
    "no_unprivileged_account",
    `Postgres does not run as root, and none of the accounts ${FALLBACK_ACCOUNTS.join(", ")} exists on this machine. ` +
      `Create one (useradd --system muster), start Muster as an ordinary user, or ${USE_OWN_DATABASE}.`,
  );
}

/** Whether the account can enter the folder. Asked of the system, because modes alone do not tell (ACLs, mounts). */
export async function canEnter(directory: string, account: Account | null): Promise<boolean> {
  try {
    const { exitCode } = await runProgram(
      "/bin/sh",
      ["-c", 'cd -- "$1" 2>/dev/null', "sh", directory],
      account,
    );
    return exitCode === 0;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "cannot_drop_privileges",
      `Postgres does not run as root, and this process may not become ${account?.name ?? "another user"} ` +
        `(${errorCode(cause) ?? String(cause)}). Start Muster as an ordinary user, or ${USE_OWN_DATABASE}.`,
      { cause },
    );
  }
}

/** The topmost folder on the way that shuts the account out; for messages. */
export async function findClosedAncestor(directory: string, account: Account): Promise<string> {
  const parent = dirname(directory);
  if (parent === directory || (await canEnter(parent, account))) return directory;
  return findClosedAncestor(parent, account);
}

async function accountOfCluster(clusterDir: string): Promise<Account> {
  const { uid } = await lstat(clusterDir);
  const account = uid === 0 ? null : await findAccount(String(uid));
  if (account) return account;
  throw new EmbeddedPostgresError(
    "data_not_owned",
    uid === 0
      ? `${clusterDir} belongs to root, and Postgres does not run as root. Give it to an unprivileged account ` +
          `(chown -R nobody '${clusterDir}') and start again.`
      : `${clusterDir} belongs to user id ${uid}, which has no entry in the passwd database. ` +
          `Add one, or give the folder to another unprivileged account with chown -R.`,
  );
}

async function ownerOfNearestExisting(path: string): Promise<number> {
  try {
    return (await lstat(path)).uid;
  } catch (error) {
    if (errorCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    return ownerOfNearestExisting(dirname(path));
  }
}

/** By name or numeric id, through `id`, so that directory services are asked too. */
async function findAccount(nameOrId: string): Promise<Account | null> {
  const [name, uid, gid] = await Promise.all(
    ["-un", "-u", "-g"].map(async (flag) => {
      const { exitCode, stdout } = await runProgram("id", [flag, nameOrId], null);
      return exitCode === 0 ? stdout.trim() : null;
    }),
  );
  return name && uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : null;
}

function requirePasswdEntryOfOurselves(): void {
  try {
    userInfo();
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "no_unprivileged_account",
      `User id ${process.getuid?.()} has no entry in the passwd database, and Postgres needs one. ` +
        `Add an entry (in a container: to /etc/passwd), or ${USE_OWN_DATABASE}.`,
      { cause },
    );
  }
}
