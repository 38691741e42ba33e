import type { Db } from "@/lib/db/transaction";

export interface ApiKeyRow {
  keyPrefix: string;
  id: string;
  tenantId: string | null;
  tenantSlug: string | null;
  name: string;
  keyHash: string;
  scopes: string[];
  /** Some day, and not yet. */
  expires: boolean;
}

export interface ApiKeys {
  rows: ApiKeyRow[];
  /** Of the same snapshot as the rows; see `findApiKeyEpoch`. */
  epoch: string;
}

/** The live keys with these public prefixes: not revoked, not expired, their tenants active. */
export async function listApiKeysAcrossTenants(db: Db, keyPrefixes: readonly string[]): Promise<ApiKeys> {
  const { rows } = await db.query<{ epoch: string; keys: ApiKeyRow[] }>({
    name: "list-api-keys-by-prefix",
    text: `SELECT e.epoch::text, COALESCE((SELECT jsonb_agg(to_jsonb(a)) FROM (
             SELECT k.key_prefix AS "keyPrefix", k.id, k.tenant_id AS "tenantId", t.slug AS "tenantSlug", k.name,
                    k.key_hash AS "keyHash", k.scopes,
                    k.expires_at IS NOT NULL AS expires
               FROM api_keys k LEFT JOIN tenants t ON t.id = k.tenant_id
              WHERE k.key_prefix = ANY ($1::text[]) AND k.revoked_at IS NULL
                AND (k.expires_at IS NULL OR k.expires_at > now())
                AND (k.tenant_id IS NULL OR t.status = 'active')
           ) a), '[]') AS keys FROM api_key_epoch e`,
    values: [keyPrefixes],
  });
  return { rows: rows[0]?.keys ?? [], epoch: rows[0]?.epoch ?? "none" };
}

/** Another number than before: an API key has changed since, or the name or status of a tenant that may have one. */
export async function findApiKeyEpoch(db: Db): Promise<string> {
  const { rows } = await db.query<{ epoch: string }>({
    name: "find-api-key-epoch",
    text: "SELECT epoch::text FROM api_key_epoch",
  });
  return rows[0]?.epoch ?? "none";
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
