import type { ArchiveView } from "@/lib/contracts/archive";
import type { Page } from "@/lib/contracts/page";
import { listArchiveRows } from "@/lib/db/archives/list-archives";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import type { TenantContext } from "@/lib/services/context";
import { archiveView } from "@/lib/services/jobs/archive-view";

/** A page of the tenant's archives, newest first. */
export async function listArchives(
  ctx: TenantContext,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<ArchiveView>> {
  const found = await listArchiveRows(ctx.db, ctx.tenantId, {
    beforeId: decodeIdCursor(cursor),
    limit: limit + 1,
  });
  const { rows, nextCursor } = cutPage(found, limit);
  return { items: rows.map(archiveView), next_cursor: nextCursor };
}
