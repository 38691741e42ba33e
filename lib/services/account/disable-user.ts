import type { UserView } from "@/lib/contracts/user";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { revokeAllSessions } from "@/lib/db/sessions/revoke-sessions";
import { transaction } from "@/lib/db/transaction";
import { findPersonAcrossTenants } from "@/lib/db/users/find-person";
import { lockUserAndAdmins } from "@/lib/db/users/lock-user-and-admins";
import { markUserDisabled } from "@/lib/db/users/mark-user-disabled";
import { AppError } from "@/lib/domain/errors";
import type { Context } from "@/lib/services/context";
import { userNotFound } from "@/lib/services/users/user-not-found";
import { userView } from "@/lib/services/users/user-view";

/**
 * Shuts a person out at once: no sign-in from now on, and no session outlives it, not even a later re-enabling. Again: no
 * further effect. Throws `not_found`, or `conflict` for the actor themself and for the last platform admin left, which is
 * decided under a lock: of admins who disable each other at once, one stays.
 */
export async function disableUser(ctx: Context, userId: string): Promise<{ user: UserView }> {
  return await transaction(ctx.db, async (tx) => {
    const user = await lockUserAndAdmins(tx, userId);
    if (!user) throw userNotFound();
    if (!user.isDisabled) {
      if (ctx.actor.type === "user" && ctx.actor.id === userId) {
        throw new AppError("conflict", "You cannot disable yourself. Another platform admin can.");
      }
      if (user.isPlatformAdmin && user.activeAdminCount <= 1) {
        throw new AppError("conflict", "This is the last platform admin who is not disabled.");
      }
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
    }
    const person = await findPersonAcrossTenants(tx, userId);
    if (!person) throw userNotFound();
    return { user: userView(person) };
  });
}
