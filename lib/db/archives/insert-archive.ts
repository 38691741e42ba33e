import type pg from "pg";

export interface NewArchive {
  id: string;
  fileName: string;
  sha256: string;
  content: Buffer;
  createdBy: string;
}

/** Stores an archive; answers when. The caller has checked the quota under `lockArchiveQuota`. */
export async function insertArchive(tx: pg.PoolClient, tenantId: string, archive: NewArchive): Promise<Date> {
  const { rows } = await tx.query<{ createdAt: Date }>({
    name: "insert-archive",
    text: `INSERT INTO archives (id, tenant_id, file_name, size_bytes, sha256, content, created_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING created_at AS "createdAt"`,
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
  return row.createdAt;
}
