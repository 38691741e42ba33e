/** What an archive is known by, without its content. */
export interface ArchiveRow {
  id: string;
  fileName: string;
  sizeBytes: number;
  sha256: string;
  createdAt: Date;
  /** The plan keeps it until then; null while a job that has not ended names it. */
  keptUntil: Date | null;
}

/** Until when the plan keeps a row of `archives`: its own age counts, and that of the last job that names it. */
export const ARCHIVE_KEPT_UNTIL = `
  (SELECT CASE WHEN bool_or(j.finished_at IS NULL) THEN NULL
               ELSE greatest(archives.created_at, max(j.finished_at))
                    + make_interval(days => (SELECT h.history_days FROM tenant_history_limits h
                                              WHERE h.tenant_id = archives.tenant_id)) END
     FROM jobs j WHERE j.tenant_id = archives.tenant_id AND j.tool = 'secrets' AND j.target = archives.id::text)`;

export const ARCHIVE_COLUMNS = `id, file_name AS "fileName", size_bytes::float8 AS "sizeBytes", sha256, created_at AS "createdAt",
  ${ARCHIVE_KEPT_UNTIL} AS "keptUntil"`;
