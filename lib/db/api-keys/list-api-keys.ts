import { API_KEY_COLUMNS, type ApiKeyListRow, OF_OWNER } from "@/lib/db/api-keys/api-key-row";
import type { Db } from "@/lib/db/transaction";

/** The tenant's keys (null: the admin keys), newest first, revoked ones too, older than `beforeId`, `limit + 1` of them. */
export async function listApiKeyRows(
  db: Db,
  tenantId: string | null,
  page: { beforeId: string | null; limit: number },
): Promise<ApiKeyListRow[]> {
  // Without a statement name: planned anew, so that the owner decides which index serves.
  const { rows } = await db.query<ApiKeyListRow>(
    `SELECT ${API_KEY_COLUMNS} FROM api_keys k
      WHERE ${OF_OWNER} AND ($2::uuid IS NULL OR k.id < $2)
      ORDER BY k.id DESC LIMIT $3`,
    [tenantId, page.beforeId, page.limit + 1],
  );
  return rows;
}
