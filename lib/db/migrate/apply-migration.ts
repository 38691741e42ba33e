import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import type { MigrationLog } from "./migration-connection";
import { MigrationError } from "./migration-error";
import type { MigrationFile } from "./migration-files";
import { splitStatements } from "./split-statements";

/**
 * A migration that waits for a table lock makes every later query on that table wait behind it. It gives up quickly, lets
 * them pass, and tries again.
 */
const LOCK_TIMEOUT = "2s";
const MAX_LOCK_ATTEMPTS = 10;
const RETRY_MS = 1_000;
const LOCK_NOT_AVAILABLE = "55P03";

export async function applyMigration(client: Client, file: MigrationFile, log: MigrationLog): Promise<void> {
  if (file.isTransactional) {
    await runInTransaction(client, file.name, log, async () => {
      await client.query(file.sql);
      await client.query(
        `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
         VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
        [randomUUID(), file.checksum, file.name],
      );
    });
  } else {
    await applyStatementByStatement(client, file);
  }
}

/** All or nothing: a failed migration leaves neither a change nor a row. */
export async function runInTransaction(
  client: Client,
  name: string,
  log: MigrationLog,
  work: () => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query("BEGIN");
      await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'; SET LOCAL statement_timeout = 0`);
      await work();
      await client.query("COMMIT");
      return;
    } catch (error) {
      // On a lost connection the rollback fails as well; the first error is the one to tell.
      await client.query("ROLLBACK").catch(() => {});
      const isLocked = sqlState(error) === LOCK_NOT_AVAILABLE;
      if (!isLocked || attempt === MAX_LOCK_ATTEMPTS)
        throw migrationFailed(name, error, "Nothing of it was kept.");
      log.warn({ migration: name, attempt }, "a table is in use; trying the migration again");
      await delay(RETRY_MS);
    }
  }
}

/** Its row exists before its first statement, so that a death halfway is seen by the next runner. */
async function applyStatementByStatement(client: Client, file: MigrationFile): Promise<void> {
  const id = randomUUID();
  await client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)", [
    id,
    file.checksum,
    file.name,
  ]);
  // No lock time limit here: an interrupted CREATE INDEX CONCURRENTLY leaves an invalid index, and it blocks nobody while waiting.
  await client.query("SET statement_timeout = 0");
  try {
    for (const statement of splitStatements(file.sql)) await client.query(statement);
    await client.query(
      "UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1",
      [id],
    );
  } catch (error) {
    const failure = migrationFailed(file.name, error, "Statements before the failed one took effect.");
    await client
      .query("UPDATE _prisma_migrations SET logs = $2 WHERE id = $1", [id, failure.message])
      .catch(() => {});
    throw failure;
  } finally {
    await client.query("RESET statement_timeout").catch(() => {});
  }
}

function migrationFailed(name: string, cause: unknown, consequence: string): MigrationError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const state = sqlState(cause);
  return new MigrationError(
    "migration_failed",
    `Migration ${name} failed: ${reason}${state ? ` (SQLSTATE ${state})` : ""}. ${consequence}`,
    { cause },
  );
}

function sqlState(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
