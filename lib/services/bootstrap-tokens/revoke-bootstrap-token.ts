import type { BootstrapTokenView } from "@/lib/contracts/bootstrap-token";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { findBootstrapToken } from "@/lib/db/bootstrap-tokens/find-bootstrap-token";
import { revokeBootstrapToken as writeRevocation } from "@/lib/db/bootstrap-tokens/revoke-bootstrap-token";
import { insertEvent } from "@/lib/db/events/insert-event";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { wake } from "@/lib/live/wake-hub";
import { bootstrapTokenView } from "@/lib/services/bootstrap-tokens/bootstrap-token-view";
import type { TenantContext } from "@/lib/services/context";

/**
 * Revokes a token: from this commit on it lets nobody in. Agents that it let in stay.
 * Repeatable: a token that is revoked already is answered as it is.
 */
export async function revokeBootstrapToken(
  ctx: TenantContext,
  id: string,
): Promise<{ token: BootstrapTokenView }> {
  const token = await transaction(ctx.db, async (tx) => {
    const isRevokedNow = await writeRevocation(tx, ctx.tenantId, id, ctx.actor.name);
    const row = await findBootstrapToken(tx, ctx.tenantId, id);
    if (!row) throw new AppError("not_found", "There is no bootstrap token with this id.");
    if (isRevokedNow) {
      await insertAuditEntry(tx, ctx, {
        tenantId: ctx.tenantId,
        action: "bootstrap_token.revoked",
        targetType: "bootstrap_token",
        targetId: id,
        before: { token_prefix: row.tokenPrefix, revoked_at: null },
        after: { token_prefix: row.tokenPrefix, revoked_by: row.revokedBy, current_uses: row.currentUses },
      });
      await insertEvent(tx, {
        tenantId: ctx.tenantId,
        type: "bootstrap_token.revoked",
        subjectType: "bootstrap_token",
        subjectId: id,
      });
    }
    return bootstrapTokenView(row);
  });
  wake("events");
  return { token };
}
