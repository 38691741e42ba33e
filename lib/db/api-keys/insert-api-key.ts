import { API_KEY_COLUMNS, type ApiKeyListRow } from "@/lib/db/api-keys/api-key-row";
import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";

export interface NewApiKey {
  name: string;
  prefix: string;
  hash: string;
  scopes: readonly string[];
  createdBy: string | null;
  expiresInDays: number | null;
}

/** Stores a key of a tenant, or with `tenantId` null an admin key. */
export async function insertApiKey(tx: Db, tenantId: string | null, key: NewApiKey): Promise<ApiKeyListRow> {
  const { rows } = await tx.query<ApiKeyListRow>({
    name: "insert-api-key",
    text: `INSERT INTO api_keys AS k (id, tenant_id, name, key_prefix, key_hash, scopes, created_by, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(days => $8::int))
           RETURNING ${API_KEY_COLUMNS}`,
    values: [newId(), tenantId, key.name, key.prefix, key.hash, key.scopes, key.createdBy, key.expiresInDays],
  });
  const [row] = rows;
  if (!row) throw new Error("the key was not stored");
  return row;
}
