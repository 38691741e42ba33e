import type { Db } from "@/lib/db/transaction";

/** Withdraws every first-admin link that is still open. */
export async function revokeSetupTokens(tx: Db): Promise<void> {
  await tx.query(
    `UPDATE one_time_tokens SET revoked_at = now()
      WHERE purpose = 'first_admin' AND used_at IS NULL AND revoked_at IS NULL`,
  );
}
