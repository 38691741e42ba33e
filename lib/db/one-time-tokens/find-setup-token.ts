import type { Db } from "@/lib/db/transaction";

export interface SetupToken {
  id: string;
  /** It still counts. */
  isOpen: boolean;
}

/** The first-admin token with this hash, whether it still counts or not; null when there never was one. */
export async function findSetupToken(db: Db, tokenHash: string): Promise<SetupToken | null> {
  const { rows } = await db.query<SetupToken>({
    name: "find-setup-token",
    text: `SELECT id, used_at IS NULL AND revoked_at IS NULL AND expires_at > now() AS "isOpen"
             FROM one_time_tokens WHERE token_hash = $1 AND purpose = 'first_admin'`,
    values: [tokenHash],
  });
  return rows[0] ?? null;
}
