import type pg from "pg";
import { ARCHIVE_COLUMNS, type ArchiveRow } from "@/lib/db/archives/archive-row";

/** The archive, locked against being deleted or named by a new job until the transaction ends; null when there is none. */
export async function lockArchive(
  tx: pg.PoolClient,
  tenantId: string,
  id: string,
): Promise<ArchiveRow | null> {
  const { rows } = await tx.query<ArchiveRow>(
    `SELECT ${ARCHIVE_COLUMNS} FROM archives WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
    [tenantId, id],
  );
  return rows[0] ?? null;
}

/**
 * Deletes an archive that `lockArchive` holds, unless a job that is not finished names it. Whether it was deleted.
 * A statement after the lock's: it sees the jobs of those who held the archive before.
 */
export async function deleteUnusedArchive(tx: pg.PoolClient, tenantId: string, id: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `DELETE FROM archives WHERE tenant_id = $1 AND id = $2
        AND NOT EXISTS (SELECT FROM jobs j WHERE j.tenant_id = $1 AND j.tool = 'secrets' AND j.target = $2::uuid::text
                           AND j.status IN ('queued', 'assigned', 'running'))`,
    [tenantId, id],
  );
  return rowCount === 1;
}
