import type { Db } from "@/lib/db/transaction";

export interface ApiKeyRow {
  id: string;
  tenantId: string | null;
  tenantSlug: string | null;
  name: string;
  keyHash: string;
  scopes: string[];
}

/** The live key with this public prefix: not revoked, not expired, its tenant active. Null otherwise. */
export async function findApiKeyAcrossTenants(db: Db, keyPrefix: string): Promise<ApiKeyRow | null> {
  const { rows } = await db.query<ApiKeyRow>({
    name: "find-api-key",
    text: `SELECT k.id, k.tenant_id AS "tenantId", t.slug AS "tenantSlug", k.name, k.key_hash AS "keyHash", k.scopes
             FROM api_keys k LEFT JOIN tenants t ON t.id = k.tenant_id
            WHERE k.key_prefix = $1 AND k.revoked_at IS NULL
              AND (k.expires_at IS NULL OR k.expires_at > now())
              AND (k.tenant_id IS NULL OR t.status = 'active')`,
    values: [keyPrefix],
  });
  return rows[0] ?? null;
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
