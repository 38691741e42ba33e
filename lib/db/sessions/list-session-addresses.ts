import type { Db } from "@/lib/db/transaction";

/** More than anybody signs in from; bounded all the same. */
const ADDRESSES_MAX = 500;

/** Where this person has signed in from within the last 90 days, the latest first. */
export async function listSessionAddresses(db: Db, email: string): Promise<string[]> {
  const { rows } = await db.query<{ ip: string }>({
    name: "list-session-addresses",
    text: `SELECT s.ip FROM user_sessions s JOIN users u ON u.id = s.user_id
            WHERE u.email = $1 AND s.ip IS NOT NULL AND s.created_at > now() - interval '90 days'
            GROUP BY s.ip ORDER BY max(s.created_at) DESC LIMIT $2`,
    values: [email, ADDRESSES_MAX],
  });
  return rows.map(({ ip }) => ip);
}
