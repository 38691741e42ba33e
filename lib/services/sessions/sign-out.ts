import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { revokeSession } from "@/lib/db/sessions/revoke-sessions";
import { transaction } from "@/lib/db/transaction";
import type { Context } from "@/lib/services/context";

/** Ends the session that the person signs out of. Ending it twice changes nothing. */
export async function signOut(ctx: Context, session: { userId: string; sessionId: string }): Promise<void> {
  await transaction(ctx.db, async (tx) => {
    const person = await revokeSession(tx, session.userId, session.sessionId, "signed_out");
    if (person === null) return;
    const actor = { type: "user", id: session.userId, name: person.email } as const;
    await insertAuditEntry(
      tx,
      { ...ctx, actor },
      {
        tenantId: null,
        action: "logout",
        targetType: "session",
        targetId: session.sessionId,
      },
    );
  });
}
