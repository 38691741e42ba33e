import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { MigrationError } from "./migration-error";

export interface MigrationFile {
  /** Name of the folder; migrations run in the order of their names. */
  name: string;
  sql: string;
  /** SHA-256 of migration.sql in hex, as Prisma computes it. */
  checksum: string;
  /** Checksums under which the same text may have been recorded: git may rewrite line ends on checkout. */
  acceptedChecksums: ReadonlySet<string>;
  /** Content of down.sql, or null. */
  downSql: string | null;
  /** Whether its statements run one by one, each committed by itself (CREATE INDEX CONCURRENTLY). */
  isTransactional: boolean;
}

/** Reads `<directory>/<name>/migration.sql`; the layout of prisma/migrations. */
export async function readMigrationFiles(directory: string): Promise<MigrationFile[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    return await Promise.all(names.sort().map((name) => readMigration(directory, name)));
  } catch (cause) {
    throw new MigrationError(
      "directory_unreadable",
      `The migrations in ${directory} cannot be read: ${String(cause)}. The folder prisma/migrations belongs to every ` +
        `installation; restore it.`,
      { cause },
    );
  }
}

async function readMigration(directory: string, name: string): Promise<MigrationFile> {
  const sql = await readFile(join(directory, name, "migration.sql"), "utf8");
  const downSql = await readFile(join(directory, name, "down.sql"), "utf8").catch(() => null);
  const withLineFeeds = sql.replaceAll("\r\n", "\n");
  return {
    name,
    sql,
    checksum: sha256(sql),
    acceptedChecksums: new Set([sql, withLineFeeds, withLineFeeds.replaceAll("\n", "\r\n")].map(sha256)),
    downSql,
    isTransactional: !/^--\s*muster:no-transaction\s*$/m.test(sql),
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
