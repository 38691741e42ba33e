import { randomBytes } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "./drop-privileges";
import { EmbeddedPostgresError } from "./embedded-postgres-error";

/** Lies inside the cluster, so that the two are created, moved, saved and restored together. */
const FILE_NAME = "muster-credentials.json";

export interface ClusterCredentials {
  superuserPassword: string;
  musterPassword: string;
}

export function generateCredentials(): ClusterCredentials {
  return {
    superuserPassword: randomBytes(24).toString("hex"),
    musterPassword: randomBytes(24).toString("hex"),
  };
}

export async function writeCredentials(
  clusterDir: string,
  credentials: ClusterCredentials,
  account: Account | null,
): Promise<void> {
  // The folder belongs to the account: "wx" does not follow a link that lies there.
  const file = await open(join(clusterDir, FILE_NAME), "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(credentials)}\n`);
    if (account) await file.chown(account.uid, account.gid);
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function readCredentials(clusterDir: string): Promise<ClusterCredentials> {
  try {
    const read = JSON.parse(
      await readFile(join(clusterDir, FILE_NAME), "utf8"),
    ) as Partial<ClusterCredentials>;
    const { superuserPassword, musterPassword } = read;
    if (superuserPassword && musterPassword) return { superuserPassword, musterPassword };
    throw new Error("a password is missing in it");
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "credentials_missing",
      `${join(clusterDir, FILE_NAME)} cannot be read (${String(cause)}), and without it nobody can sign in to this database. ` +
        `Restore the file from a backup, or move ${clusterDir} away to begin with an empty database.`,
      { cause },
    );
  }
}
