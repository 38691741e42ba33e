/** What an archive is known by, without its content. */
export interface ArchiveRow {
  id: string;
  fileName: string;
  sizeBytes: number;
  sha256: string;
  createdAt: Date;
}

export const ARCHIVE_COLUMNS = `id, file_name AS "fileName", size_bytes::float8 AS "sizeBytes", sha256, created_at AS "createdAt"`;
