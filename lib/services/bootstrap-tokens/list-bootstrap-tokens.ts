import type { BootstrapTokenView, ListBootstrapTokensQuery } from "@/lib/contracts/bootstrap-token";
import type { Page } from "@/lib/contracts/page";
import { listBootstrapTokens as readTokens } from "@/lib/db/bootstrap-tokens/list-bootstrap-tokens";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import { bootstrapTokenView } from "@/lib/services/bootstrap-tokens/bootstrap-token-view";
import type { TenantContext } from "@/lib/services/context";

/** Bootstrap tokens of the tenant or the platform, newest first, each with the agents that it let in. */
export async function listBootstrapTokens(
  ctx: TenantContext,
  query: ListBootstrapTokensQuery,
): Promise<Page<BootstrapTokenView>> {
  const found = await readTokens(ctx.db, ctx.tenantId, {
    status: query.status,
    beforeId: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  const { rows, nextCursor } = cutPage(found, query.limit);
  return { items: rows.map(bootstrapTokenView), next_cursor: nextCursor };
}
