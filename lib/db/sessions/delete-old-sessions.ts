import type { Db } from "@/lib/db/transaction";

/** Removes sessions that began more than 90 days ago; all of them ended long since. Returns how many went. */
export async function deleteOldSessions(db: Db): Promise<number> {
  const { rowCount } = await db.query({
    name: "delete-old-sessions",
    text: "DELETE FROM user_sessions WHERE created_at < now() - interval '90 days'",
  });
  return rowCount ?? 0;
}
