import type { ApiKeyView, CreateAdminKeyBody, CreateTenantKeyBody } from "@/lib/contracts/api-key";
import { insertApiKey } from "@/lib/db/api-keys/insert-api-key";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { newKey } from "@/lib/secrets/new-secret";
import { apiKeyView } from "@/lib/services/api-keys/api-key-view";
import type { Context } from "@/lib/services/context";

/** Whose keys are meant: a tenant's, or the platform's own with null. The caller has been authorised for that owner. */
export type NewKeyInput = (
  | { tenantId: string; body: CreateTenantKeyBody }
  | { tenantId: null; body: CreateAdminKeyBody }
) & {
  /** The scopes of the key that asks; null when a person does. */
  creatorScopes: readonly string[] | null;
};

/** Makes a key. The whole key is in this answer and nowhere else, ever. A key cannot make one that may do more than itself. */
export async function createApiKey(
  ctx: Context,
  { tenantId, body, creatorScopes }: NewKeyInput,
): Promise<{ api_key: ApiKeyView; raw_key: string }> {
  const { key, prefix, hash } = newKey(tenantId === null ? "admin" : "tenant");
  const scopes = [...new Set<string>(body.scopes)];
  if (creatorScopes && !scopes.every((scope) => creatorScopes.includes(scope))) {
    throw new AppError("forbidden", "A key can only make keys with scopes that it has itself.");
  }
  const row = await transaction(ctx.db, async (tx) => {
    const stored = await insertApiKey(tx, tenantId, {
      name: body.name,
      prefix,
      hash,
      scopes,
      createdBy: ctx.actor.type === "user" ? ctx.actor.id : null,
      expiresInDays: body.expires_in_days,
    });
    await insertAuditEntry(tx, ctx, {
      tenantId,
      action: tenantId === null ? "admin_api_key.created" : "api_key.created",
      targetType: "api_key",
      targetId: stored.id,
      after: {
        name: body.name,
        key_prefix: prefix,
        scopes,
        expires_at: stored.expiresAt?.toISOString() ?? null,
      },
    });
    return stored;
  });
  return { api_key: apiKeyView(row), raw_key: key };
}
