import type pg from "pg";
import { ARCHIVE_KEPT_UNTIL, type ArchiveRow } from "@/lib/db/archives/archive-row";

export interface NewArchive {
  id: string;
  fileName: string;
  sha256: string;
  content: Buffer;
  createdBy: string;
}

/** Stores an archive; answers when, and until when the plan keeps it. The caller has checked the quota under `lockArchiveQuota`. */
export async function insertArchive(
  tx: pg.PoolClient,
  tenantId: string,
  archive: NewArchive,
): Promise<Pick<ArchiveRow, "createdAt" | "keptUntil">> {
  const { rows } = await tx.query<Pick<ArchiveRow, "createdAt" | "keptUntil">>({
    name: "insert-archive",
    text: `INSERT INTO archives (id, tenant_id, file_name, size_bytes, sha256, content, created_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING created_at AS "createdAt", ${ARCHIVE_KEPT_UNTIL} AS "keptUntil"`,
    values: [
      archive.id,
      tenantId,
      archive.fileName,
      archive.content.length,
      archive.sha256,
      archive.content,
      archive.createdBy,
    ],
  });
  const [row] = rows;
  if (!row) throw new Error("the archive was not stored");
  return row;
}
