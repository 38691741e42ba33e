import type { ArchiveView } from "@/lib/contracts/archive";
import { instant } from "@/lib/contracts/field";
import type { ArchiveRow } from "@/lib/db/archives/archive-row";

export function archiveView(row: ArchiveRow): ArchiveView {
  return {
    id: row.id,
    file_name: row.fileName,
    size_bytes: row.sizeBytes,
    sha256: row.sha256,
    created_at: instant(row.createdAt),
    kept_until: instant(row.keptUntil),
  };
}
