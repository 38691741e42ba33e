import type { Db } from "@/lib/db/transaction";

/** Lets a disabled person in again and answers their address; null when unknown or not disabled. */
export async function markUserEnabled(tx: Db, userId: string): Promise<{ email: string } | null> {
  const { rows } = await tx.query<{ email: string }>({
    name: "mark-user-enabled",
    text: `UPDATE users SET disabled_at = NULL, updated_at = now()
            WHERE id = $1 AND disabled_at IS NOT NULL RETURNING email`,
    values: [userId],
  });
  return rows[0] ?? null;
}
