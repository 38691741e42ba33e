import { deleteUnusedArchive, lockArchive } from "@/lib/db/archives/delete-archive";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import type { TenantContext } from "@/lib/services/context";

/**
 * Deletes an archive of the tenant and records it. `conflict` while a job that is not finished names it: a job that was
 * accepted always finds its archive. Finished jobs keep their findings and logs; running them again is refused.
 */
export async function deleteArchive(ctx: TenantContext, { id }: { id: string }): Promise<void> {
  await transaction(ctx.db, async (tx) => {
    const archive = await lockArchive(tx, ctx.tenantId, id);
    if (!archive) throw new AppError("not_found", "There is no archive with that id.");
    if (!(await deleteUnusedArchive(tx, ctx.tenantId, id))) {
      throw new AppError("conflict", "A scan that is not finished needs this archive. Cancel it, or wait.");
    }
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: "archive.deleted",
      targetType: "archive",
      targetId: id,
      before: { file_name: archive.fileName, size_bytes: archive.sizeBytes, sha256: archive.sha256 },
    });
  });
}
