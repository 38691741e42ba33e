import type { ApiKeyView } from "@/lib/contracts/api-key";
import type { Page } from "@/lib/contracts/page";
import { listApiKeyRows } from "@/lib/db/api-keys/list-api-keys";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import { apiKeyView } from "@/lib/services/api-keys/api-key-view";
import type { Context } from "@/lib/services/context";

/** A page of a tenant's keys (null: the admin keys), newest first, without a trace of the secrets. */
export async function listApiKeys(
  ctx: Context,
  input: { tenantId: string | null; limit: number; cursor?: string },
): Promise<Page<ApiKeyView>> {
  const { tenantId, limit, cursor } = input;
  const page = cutPage(
    await listApiKeyRows(ctx.db, tenantId, { beforeId: decodeIdCursor(cursor), limit }),
    limit,
  );
  return { items: page.rows.map(apiKeyView), next_cursor: page.nextCursor };
}
