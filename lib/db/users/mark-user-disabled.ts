import type { Db } from "@/lib/db/transaction";

/** Shuts a person out; false when unknown or disabled already. */
export async function markUserDisabled(tx: Db, userId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "mark-user-disabled",
    text: "UPDATE users SET disabled_at = now(), updated_at = now() WHERE id = $1 AND disabled_at IS NULL",
    values: [userId],
  });
  return rowCount === 1;
}
