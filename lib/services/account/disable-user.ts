import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { revokeAllSessions } from "@/lib/db/sessions/revoke-sessions";
import { transaction } from "@/lib/db/transaction";
import { lockActiveUser } from "@/lib/db/users/lock-user";
import { markUserDisabled } from "@/lib/db/users/mark-user-disabled";
import { AppError } from "@/lib/domain/errors";
import type { Context } from "@/lib/services/context";

/** Shuts a person out at once: no sign-in from now on, and no session outlives it, not even a later re-enabling. */
export async function disableUser(ctx: Context, userId: string): Promise<void> {
  await transaction(ctx.db, async (tx) => {
    const user = await lockActiveUser(tx, userId);
    if (user === null) throw new AppError("not_found", "There is no active user with that id.");
    await markUserDisabled(tx, userId);
    const ended = await revokeAllSessions(tx, userId, "user_disabled");
    await insertAuditEntry(tx, ctx, {
      tenantId: null,
      action: "user.disabled",
      targetType: "user",
      targetId: userId,
      before: { email: user.email, disabled: false },
      after: { disabled: true, sessions_ended: ended },
    });
  });
}
