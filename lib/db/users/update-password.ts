import type { Db } from "@/lib/db/transaction";

export async function updatePassword(tx: Db, userId: string, passwordHash: string): Promise<void> {
  await tx.query({
    name: "update-password",
    text: "UPDATE users SET password_hash = $2, updated_at = now() WHERE id = $1",
    values: [userId, passwordHash],
  });
}
