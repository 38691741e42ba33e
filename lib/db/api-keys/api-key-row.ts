export interface ApiKeyListRow {
  id: string;
  name: string;
  keyPrefix: string;
  scopes: string[];
  createdByEmail: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** Never the hash: what is not read cannot leak. */
export const API_KEY_COLUMNS = `k.id, k.name, k.key_prefix AS "keyPrefix", k.scopes, k.created_at AS "createdAt",
  (SELECT u.email FROM users u WHERE u.id = k.created_by) AS "createdByEmail", k.expires_at AS "expiresAt",
  k.last_used_at AS "lastUsedAt", k.revoked_at AS "revokedAt"`;

/** `$1` is the tenant's id, or NULL for the admin keys: one list never shows the other's keys. */
export const OF_OWNER = "(k.tenant_id = $1 OR ($1::uuid IS NULL AND k.tenant_id IS NULL))";
