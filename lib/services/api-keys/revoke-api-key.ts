import type { ApiKeyView } from "@/lib/contracts/api-key";
import { revokeApiKeyRow } from "@/lib/db/api-keys/revoke-api-key";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { wake } from "@/lib/live/wake-hub";
import { apiKeyView } from "@/lib/services/api-keys/api-key-view";
import type { Context } from "@/lib/services/context";

/** Revokes a key of this owner (null: the platform), which is refused at once, by other server processes within a second. Again: no further effect. */
export async function revokeApiKey(
  ctx: Context,
  { tenantId, id }: { tenantId: string | null; id: string },
): Promise<{ api_key: ApiKeyView }> {
  const key = await transaction(ctx.db, async (tx) => {
    const revoked = await revokeApiKeyRow(tx, tenantId, id);
    if (!revoked) throw new AppError("not_found", "There is no key with that id.");
    if (revoked.changed) {
      await insertAuditEntry(tx, ctx, {
        tenantId,
        action: tenantId === null ? "admin_api_key.revoked" : "api_key.revoked",
        targetType: "api_key",
        targetId: id,
        before: { name: revoked.key.name, key_prefix: revoked.key.keyPrefix },
      });
    }
    return revoked.key;
  });
  wake("keys");
  return { api_key: apiKeyView(key) };
}
