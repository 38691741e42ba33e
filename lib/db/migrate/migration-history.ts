/** The table `_prisma_migrations`, column for column as Prisma makes it, so that `prisma migrate` reads our history and we its. */
import type { Client } from "pg";
import { MigrationError } from "./migration-error";
import type { MigrationFile } from "./migration-files";

export interface AppliedMigration {
  id: string;
  name: string;
  checksum: string;
  startedAt: Date;
  /** Null: it failed halfway or its runner died. */
  finishedAt: Date | null;
  logs: string | null;
}

export async function createHistoryTable(client: Client): Promise<void> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id                  VARCHAR(36) PRIMARY KEY NOT NULL,
      checksum            VARCHAR(64) NOT NULL,
      finished_at         TIMESTAMPTZ,
      migration_name      VARCHAR(255) NOT NULL,
      logs                TEXT,
      rolled_back_at      TIMESTAMPTZ,
      started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
      applied_steps_count INTEGER NOT NULL DEFAULT 0
    )`);
}

/** Migrations in force, in the order they ran; rolled back ones count as never applied. */
export async function listAppliedMigrations(client: Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(`
    SELECT id, migration_name AS name, checksum, started_at AS "startedAt", finished_at AS "finishedAt", logs
    FROM _prisma_migrations
    WHERE rolled_back_at IS NULL
    ORDER BY started_at, migration_name`);
  return rows;
}

/** Throws unless every applied migration finished and is on disk as it was applied. */
export function verifyHistory(applied: AppliedMigration[], files: MigrationFile[], directory: string): void {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const migration of applied) {
    const file = byName.get(migration.name);
    if (!migration.finishedAt) {
      throw new MigrationError(
        "failed_migration",
        `Migration ${migration.name} began at ${migration.startedAt.toISOString()} and did not finish` +
          `${migration.logs ? ` (${migration.logs})` : ""}. Some of its statements may have taken effect. Undo them, then run: ` +
          `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = '${migration.id}'; and start again.`,
      );
    }
    if (!file) {
      throw new MigrationError(
        "missing_on_disk",
        `The database knows migration ${migration.name}, and ${directory} does not hold it. ` +
          `A newer Muster has probably migrated this database: start that version, or restore a backup made before it.`,
      );
    }
    if (!file.acceptedChecksums.has(migration.checksum)) {
      throw new MigrationError(
        "checksum_changed",
        `Migration ${migration.name} was changed after it had been applied to this database ` +
          `(recorded SHA-256 ${migration.checksum}, now ${file.checksum}). ` +
          `Restore the file as it was, and put the change into a new migration.`,
      );
    }
  }
}
