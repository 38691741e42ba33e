import type { ApiKeyView } from "@/lib/contracts/api-key";
import { instant } from "@/lib/contracts/field";
import type { ApiKeyListRow } from "@/lib/db/api-keys/api-key-row";

export function apiKeyView(row: ApiKeyListRow): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    key_prefix: row.keyPrefix,
    scopes: row.scopes,
    created_by: row.createdByEmail,
    created_at: instant(row.createdAt),
    expires_at: instant(row.expiresAt),
    last_used_at: instant(row.lastUsedAt),
    revoked_at: instant(row.revokedAt),
  };
}
