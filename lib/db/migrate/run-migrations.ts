/**
 * Brings a database to the schema in prisma/migrations, on machines where Prisma's own engine cannot be downloaded too.
 *
 * Promise: each migration is applied once, whole, in order of name; any number of runners may start at once; history that
 * does not match the disk is refused before anything is changed. Assumes a role that owns the schema.
 * Fails with a MigrationError that tells the operator what to do.
 */
import { applyMigration } from "./apply-migration";
import { type MigrationConnection, type MigrationOptions, withMigrationLock } from "./migration-connection";
import { readMigrationFiles } from "./migration-files";
import { createHistoryTable, listAppliedMigrations, verifyHistory } from "./migration-history";

/** Returns the names of the migrations applied by this call. */
export async function runMigrations(
  connection: MigrationConnection,
  options: MigrationOptions,
): Promise<string[]> {
  const { directory, log } = options;
  const files = await readMigrationFiles(directory);
  return withMigrationLock(connection, options, async (client) => {
    await createHistoryTable(client);
    const applied = await listAppliedMigrations(client);
    verifyHistory(applied, files, directory);
    const known = new Set(applied.map((migration) => migration.name));
    const pending = files.filter((file) => !known.has(file.name));
    for (const file of pending) {
      await applyMigration(client, file, log);
      log.info({ migration: file.name }, "migration applied");
    }
    return pending.map((file) => file.name);
  });
}
