import type { Db } from "@/lib/db/transaction";

/** Whether this person has signed in from this address within the last 90 days. */
export async function hasSessionFrom(db: Db, email: string, ip: string): Promise<boolean> {
  const { rows } = await db.query<{ known: boolean }>({
    name: "has-session-from",
    text: `SELECT EXISTS (SELECT FROM user_sessions s JOIN users u ON u.id = s.user_id
                           WHERE u.email = $1 AND s.ip = $2 AND s.created_at > now() - interval '90 days') AS known`,
    values: [email, ip],
  });
  return rows[0]?.known ?? false;
}
