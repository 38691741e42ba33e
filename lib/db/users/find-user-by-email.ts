import type { Db } from "@/lib/db/transaction";
import { USER_COLUMNS, type UserRow } from "@/lib/db/users/user-row";

/** The person with this address, which is in lower case; null when there is none. */
export async function findUserByEmail(db: Db, email: string): Promise<UserRow | null> {
  const { rows } = await db.query<UserRow>({
    name: "find-user-by-email",
    text: `SELECT ${USER_COLUMNS} FROM users WHERE email = $1`,
    values: [email],
  });
  return rows[0] ?? null;
}
