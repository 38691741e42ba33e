import type { Db } from "@/lib/db/transaction";

export interface ApiKeyRow {
  keyPrefix: string;
  id: string;
  tenantId: string | null;
  tenantSlug: string | null;
  name: string;
  keyHash: string;
  scopes: string[];
  /** Its use was recorded more than a minute ago, or never. */
  isUseDue: boolean;
}

/** The live keys with these public prefixes: not revoked, not expired, their tenants active. */
export async function listApiKeysAcrossTenants(db: Db, keyPrefixes: readonly string[]): Promise<ApiKeyRow[]> {
  const { rows } = await db.query<ApiKeyRow>({
    name: "list-api-keys-by-prefix",
    text: `SELECT k.key_prefix AS "keyPrefix", k.id, k.tenant_id AS "tenantId", t.slug AS "tenantSlug", k.name,
                  k.key_hash AS "keyHash", k.scopes,
                  k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute' AS "isUseDue"
             FROM api_keys k LEFT JOIN tenants t ON t.id = k.tenant_id
            WHERE k.key_prefix = ANY ($1::text[]) AND k.revoked_at IS NULL
              AND (k.expires_at IS NULL OR k.expires_at > now())
              AND (k.tenant_id IS NULL OR t.status = 'active')`,
    values: [keyPrefixes],
  });
  return rows;
}

/** Records the use, at most once a minute, so that a busy key does not write at every request. */
export async function touchApiKey(db: Db, id: string): Promise<void> {
  await db.query({
    name: "touch-api-key",
    text: `UPDATE api_keys SET last_used_at = now()
            WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    values: [id],
  });
}
