import type { Db } from "@/lib/db/transaction";

/** The first-admin token with this hash, whether it still counts or not; null when there never was one. */
export async function findSetupToken(db: Db, tokenHash: string): Promise<{ id: string } | null> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-setup-token",
    text: "SELECT id FROM one_time_tokens WHERE token_hash = $1 AND purpose = 'first_admin'",
    values: [tokenHash],
  });
  return rows[0] ?? null;
}
