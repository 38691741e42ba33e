import { API_KEY_COLUMNS, type ApiKeyListRow, OF_OWNER } from "@/lib/db/api-keys/api-key-row";
import type { Db } from "@/lib/db/transaction";

/** Revokes a key of this tenant (null: an admin key). Null when there is no such key; `changed` false when it was revoked before. */
export async function revokeApiKeyRow(
  tx: Db,
  tenantId: string | null,
  id: string,
): Promise<{ key: ApiKeyListRow; changed: boolean } | null> {
  const { rowCount } = await tx.query(
    `UPDATE api_keys k SET revoked_at = now() WHERE ${OF_OWNER} AND k.id = $2 AND k.revoked_at IS NULL`,
    [tenantId, id],
  );
  const { rows } = await tx.query<ApiKeyListRow>(
    `SELECT ${API_KEY_COLUMNS} FROM api_keys k WHERE ${OF_OWNER} AND k.id = $2`,
    [tenantId, id],
  );
  return rows[0] ? { key: rows[0], changed: rowCount === 1 } : null;
}
