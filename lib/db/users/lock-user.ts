import type { Db } from "@/lib/db/transaction";
import { USER_COLUMNS, type UserRow } from "@/lib/db/users/user-row";

/**
 * The person as they are now, held until the transaction ends; null when unknown or disabled. Whoever opens a session and
 * whoever ends all of them takes this lock first: a sign-in that was checked against the old password can then not
 * slip in behind the revocation.
 */
export async function lockActiveUser(tx: Db, userId: string): Promise<UserRow | null> {
  const { rows } = await tx.query<UserRow>({
    name: "lock-active-user",
    text: `SELECT ${USER_COLUMNS} FROM users WHERE id = $1 AND disabled_at IS NULL FOR NO KEY UPDATE`,
    values: [userId],
  });
  return rows[0] ?? null;
}
