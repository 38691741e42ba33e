import type { Db } from "@/lib/db/transaction";

export type RevokeReason = "signed_out" | "ended_by_user" | "password_changed" | "user_disabled";

/** Ends one live session of this person; false when there is none with this id. */
export async function revokeSession(tx: Db, userId: string, sessionId: string, reason: RevokeReason): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "revoke-session",
    text: `UPDATE user_sessions SET revoked_at = now(), revoke_reason = $3
            WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL`,
    values: [userId, sessionId, reason],
  });
  return rowCount === 1;
}

/** Ends every live session of this person and returns how many there were. */
export async function revokeAllSessions(tx: Db, userId: string, reason: RevokeReason): Promise<number> {
  const { rowCount } = await tx.query({
    name: "revoke-all-sessions",
    text: "UPDATE user_sessions SET revoked_at = now(), revoke_reason = $2 WHERE user_id = $1 AND revoked_at IS NULL",
    values: [userId, reason],
  });
  return rowCount ?? 0;
}
