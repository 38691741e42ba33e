import type { Db } from "@/lib/db/transaction";
import { USER_COLUMNS, type UserRow } from "@/lib/db/users/user-row";

/** The person whom an account at a sign-in provider has been linked to; null when there is none. */
export async function findUserByIdentity(
  db: Db,
  provider: string,
  providerAccountId: string,
): Promise<UserRow | null> {
  const { rows } = await db.query<UserRow>({
    name: "find-user-by-identity",
    text: `SELECT ${USER_COLUMNS} FROM users
            WHERE id = (SELECT user_id FROM user_identities WHERE provider = $1 AND provider_account_id = $2)`,
    values: [provider, providerAccountId],
  });
  return rows[0] ?? null;
}
