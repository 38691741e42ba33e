import type { Db } from "@/lib/db/transaction";

export type RevokeReason = "signed_out" | "ended_by_user" | "password_changed" | "user_disabled";

/** Ends one session of this person and answers their address; null when none with this id was open. */
export async function revokeSession(
  tx: Db,
  userId: string,
  sessionId: string,
  reason: RevokeReason,
): Promise<{ email: string } | null> {
  const { rows } = await tx.query<{ email: string }>({
    name: "revoke-session",
    text: `UPDATE user_sessions s SET revoked_at = now(), revoke_reason = $3 FROM users u
            WHERE u.id = s.user_id AND s.user_id = $1 AND s.id = $2 AND s.revoked_at IS NULL
            RETURNING u.email`,
    values: [userId, sessionId, reason],
  });
  return rows[0] ?? null;
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
