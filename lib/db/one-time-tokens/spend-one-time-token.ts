import type { Db } from "@/lib/db/transaction";

/** Spends a token; false when it has been spent, withdrawn or has run out. Of any number of callers exactly one gets true. */
export async function spendOneTimeToken(tx: Db, id: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "spend-one-time-token",
    text: `UPDATE one_time_tokens SET used_at = now()
            WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > now()`,
    values: [id],
  });
  return rowCount === 1;
}
