import type { Db } from "@/lib/db/transaction";

/** Links an account at a provider to a person; false when it is linked already, whomever to. */
export async function insertIdentity(
  tx: Db,
  userId: string,
  provider: string,
  providerAccountId: string,
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "insert-identity",
    text: `INSERT INTO user_identities (user_id, provider, provider_account_id) VALUES ($1, $2, $3)
           ON CONFLICT (provider, provider_account_id) DO NOTHING`,
    values: [userId, provider, providerAccountId],
  });
  return rowCount === 1;
}
