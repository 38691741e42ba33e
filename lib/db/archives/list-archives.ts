import { ARCHIVE_COLUMNS, type ArchiveRow } from "@/lib/db/archives/archive-row";
import type { Db } from "@/lib/db/transaction";

/** The tenant's archives, newest first, older than `beforeId`. Index: archives_tenant_id_id_key, read backwards. */
export async function listArchiveRows(
  db: Db,
  tenantId: string,
  page: { beforeId: string | null; limit: number },
): Promise<ArchiveRow[]> {
  const { rows } = await db.query<ArchiveRow>(
    `SELECT ${ARCHIVE_COLUMNS} FROM archives
      WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [tenantId, page.beforeId, page.limit],
  );
  return rows;
}
