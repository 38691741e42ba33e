import type { UserView } from "@/lib/contracts/user";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { transaction } from "@/lib/db/transaction";
import { findPersonAcrossTenants } from "@/lib/db/users/find-person";
import { markUserEnabled } from "@/lib/db/users/mark-user-enabled";
import type { Context } from "@/lib/services/context";
import { userNotFound } from "@/lib/services/users/user-not-found";
import { userView } from "@/lib/services/users/user-view";

/** Lets a disabled person sign in again. Sessions that the disabling ended stay ended. Again: no further effect. */
export async function enableUser(ctx: Context, userId: string): Promise<{ user: UserView }> {
  return await transaction(ctx.db, async (tx) => {
    const enabled = await markUserEnabled(tx, userId);
    if (enabled) {
      await insertAuditEntry(tx, ctx, {
        tenantId: null,
        action: "user.enabled",
        targetType: "user",
        targetId: userId,
        before: { email: enabled.email, disabled: true },
        after: { disabled: false },
      });
    }
    const person = await findPersonAcrossTenants(tx, userId);
    if (!person) throw userNotFound();
    return { user: userView(person) };
  });
}
