import type { Db } from "@/lib/db/transaction";

export interface LockedUser {
  email: string;
  isDisabled: boolean;
  isPlatformAdmin: boolean;
  /** Platform admins who are not disabled, this person among them if they are one. */
  activeAdminCount: number;
}

interface LockedRow {
  id: string;
  email: string;
  isDisabled: boolean;
  isPlatformAdmin: boolean;
}

/**
 * The person as they are now, null when unknown, held with all active platform admins until the transaction ends. Of two
 * changes that together would shut out the last admin, the second waits and then sees what the first has done. All take
 * the rows in the order of their ids, so that none waits in a circle; it is the lock of `lockActiveUser`.
 */
export async function lockUserAndAdmins(tx: Db, userId: string): Promise<LockedUser | null> {
  const { rows } = await tx.query<LockedRow>({
    name: "lock-user-and-admins",
    text: `SELECT u.id, u.email, u.disabled_at IS NOT NULL AS "isDisabled",
                  a.user_id IS NOT NULL AS "isPlatformAdmin"
             FROM users u LEFT JOIN platform_admins a ON a.user_id = u.id
            WHERE u.id = $1 OR (a.user_id IS NOT NULL AND u.disabled_at IS NULL)
            ORDER BY u.id FOR NO KEY UPDATE OF u`,
    values: [userId],
  });
  const user = rows.find((row) => row.id === userId);
  if (!user) return null;
  return {
    email: user.email,
    isDisabled: user.isDisabled,
    isPlatformAdmin: user.isPlatformAdmin,
    activeAdminCount: rows.filter((row) => row.isPlatformAdmin && !row.isDisabled).length,
  };
}
