import type { DeadLetterView, ListDeadLettersQuery } from "@/lib/contracts/dead-letter";
import type { Page } from "@/lib/contracts/page";
import { listDeadLettersAcrossTenants } from "@/lib/db/dead-letters/list-dead-letters";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import type { Context } from "@/lib/services/context";
import { deadLetterViews } from "@/lib/services/dead-letters/dead-letter-views";

/** A page of every tenant's dead letters, newest job first. */
export async function listDeadLetters(
  ctx: Context,
  query: ListDeadLettersQuery,
): Promise<Page<DeadLetterView>> {
  const found = await listDeadLettersAcrossTenants(ctx.db, {
    state: query.state === "all" ? null : query.state,
    tenantId: query.tenant_id ?? null,
    beforeId: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  const { rows, nextCursor } = cutPage(
    found.map((letter) => ({ ...letter, id: letter.jobId })),
    query.limit,
  );
  return { items: await deadLetterViews(ctx.db, rows), next_cursor: nextCursor };
}
