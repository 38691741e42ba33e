import type { Db } from "@/lib/db/transaction";

/** The id and the secret's hash of the token that this public prefix names, whatever its state; null when there is none. */
export async function findTokenSecretAcrossTenants(
  db: Db,
  prefix: string,
): Promise<{ id: string; tenantId: string; secretHash: string } | null> {
  const { rows } = await db.query<{ id: string; tenantId: string; secretHash: string }>({
    name: "find-token-secret",
    text: `SELECT id, tenant_id AS "tenantId", secret_hash AS "secretHash" FROM bootstrap_tokens WHERE token_prefix = $1`,
    values: [prefix],
  });
  return rows[0] ?? null;
}
