import type { Db } from "@/lib/db/transaction";

/** The newest migration that this code needs. A test compares it with prisma/migrations. */
export const LATEST_MIGRATION = "20261130000008_old_rows";

/** Whether the database has the schema that this code was written for. Also false for a database without any. */
export async function isSchemaCurrent(db: Db): Promise<boolean> {
  const { rows: tables } = await db.query<{ exists: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
  );
  if (!tables[0]?.exists) return false;
  const { rowCount } = await db.query({
    name: "find-latest-migration",
    text: `SELECT 1 FROM _prisma_migrations
            WHERE migration_name = $1 AND finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    values: [LATEST_MIGRATION],
  });
  return rowCount === 1;
}
