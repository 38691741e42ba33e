import { createHash } from "node:crypto";
import type { ArchiveView } from "@/lib/contracts/archive";
import { insertArchive } from "@/lib/db/archives/insert-archive";
import { lockArchiveQuota } from "@/lib/db/archives/lock-archive-quota";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { newId } from "@/lib/db/new-id";
import { transaction } from "@/lib/db/transaction";
import { archiveKind } from "@/lib/domain/archive/archive-kind";
import { AppError } from "@/lib/domain/errors";
import type { TenantContext } from "@/lib/services/context";
import { ARCHIVE_QUOTA_BYTES, overQuota } from "@/lib/services/jobs/archive-quota";
import { archiveView } from "@/lib/services/jobs/archive-view";

/**
 * Keeps an archive that a scan can name as its target.
 * Throws `invalid_input` for what is neither tar nor gzip, `payload_too_large` with limit and use when the tenant's
 * quota would be passed. Archive and audit entry are written together.
 */
export async function uploadArchive(
  ctx: TenantContext,
  input: { fileName: string; content: Buffer; quotaBytes?: number },
): Promise<{ archive: ArchiveView }> {
  const { fileName, content, quotaBytes = ARCHIVE_QUOTA_BYTES } = input;
  if (archiveKind(content) === null) {
    throw new AppError("invalid_input", "The body must be a .tar or .tar.gz archive.", {
      errors: [{ pointer: "", message: "must be a tar or gzip archive" }],
    });
  }
  const id = newId();
  const sha256 = createHash("sha256").update(content).digest("hex");
  const times = await transaction(ctx.db, async (tx) => {
    const usedBytes = await lockArchiveQuota(tx, ctx.tenantId);
    if (usedBytes + content.length > quotaBytes) throw overQuota(usedBytes, quotaBytes);
    const stored = await insertArchive(tx, ctx.tenantId, {
      id,
      fileName,
      sha256,
      content,
      createdBy: ctx.actor.name,
    });
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: "archive.uploaded",
      targetType: "archive",
      targetId: id,
      after: { file_name: fileName, size_bytes: content.length, sha256 },
    });
    return stored;
  });
  return { archive: archiveView({ id, fileName, sizeBytes: content.length, sha256, ...times }) };
}
