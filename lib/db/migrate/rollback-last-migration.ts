/**
 * Undoes the migration applied last by its down.sql and marks it rolled back, in one transaction; the next run applies it
 * again. Data in what down.sql drops is gone: back up first.
 */
import { runInTransaction } from "./apply-migration";
import { type MigrationConnection, type MigrationOptions, withMigrationLock } from "./migration-connection";
import { MigrationError } from "./migration-error";
import { readMigrationFiles } from "./migration-files";
import { createHistoryTable, listAppliedMigrations, verifyHistory } from "./migration-history";

/** Returns the name of the migration that was rolled back. */
export async function rollbackLastMigration(
  connection: MigrationConnection,
  options: MigrationOptions,
): Promise<string> {
  const { directory, log } = options;
  const files = await readMigrationFiles(directory);
  return withMigrationLock(connection, options, async (client) => {
    await createHistoryTable(client);
    const applied = await listAppliedMigrations(client);
    verifyHistory(applied, files, directory);
    const last = applied.at(-1);
    if (!last)
      throw new MigrationError("nothing_to_roll_back", "No migration has been applied to this database.");
    const downSql = files.find((file) => file.name === last.name)?.downSql;
    if (!downSql) {
      throw new MigrationError(
        "no_down_script",
        `Migration ${last.name} has no down.sql, so it cannot be undone. Restore a backup made before it.`,
      );
    }
    await runInTransaction(client, last.name, log, async () => {
      await client.query(downSql);
      await client.query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = $1", [last.id]);
    });
    log.info({ migration: last.name }, "migration rolled back");
    return last.name;
  });
}
