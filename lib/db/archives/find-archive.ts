import type { Db } from "@/lib/db/transaction";

export interface ArchiveRow {
  id: string;
  fileName: string;
}

/** The tenant's archive with this id; null for an unknown one and for another tenant's. */
export async function findArchive(db: Db, tenantId: string, id: string): Promise<ArchiveRow | null> {
  const { rows } = await db.query<ArchiveRow>({
    name: "find-archive",
    text: `SELECT id, file_name AS "fileName" FROM archives WHERE tenant_id = $1 AND id = $2`,
    values: [tenantId, id],
  });
  return rows[0] ?? null;
}
