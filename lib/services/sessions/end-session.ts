import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { revokeSession } from "@/lib/db/sessions/revoke-sessions";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import type { Context } from "@/lib/services/context";

/** Ends one of the person's own sessions, e.g. of a lost laptop. Another person's session does not exist to them. */
export async function endSession(ctx: Context, input: { userId: string; sessionId: string }): Promise<void> {
  await transaction(ctx.db, async (tx) => {
    if (!(await revokeSession(tx, input.userId, input.sessionId, "ended_by_user"))) {
      throw new AppError("not_found", "There is no live session with that id.");
    }
    await insertAuditEntry(tx, ctx, {
      tenantId: null,
      action: "session.revoked",
      targetType: "session",
      targetId: input.sessionId,
    });
  });
}
