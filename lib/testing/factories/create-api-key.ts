import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";
import { ADMIN_PERMISSIONS, TENANT_KEY_SCOPES } from "@/lib/domain/access/permissions";
import { newKey } from "@/lib/secrets/new-secret";

/** A key with every scope of its kind unless told otherwise: a tenant's, or with `tenantId` null an admin's. Needs MUSTER_SECRET. */
export async function createApiKey(
  db: Db,
  tenantId: string | null,
  options: { scopes?: readonly string[] } = {},
): Promise<{ id: string; key: string; prefix: string }> {
  const id = newId();
  const { key, prefix, hash } = newKey(tenantId === null ? "admin" : "tenant");
  await db.query(
    "INSERT INTO api_keys (id, tenant_id, name, key_prefix, key_hash, scopes) VALUES ($1, $2, 'test key', $3, $4, $5)",
    [
      id,
      tenantId,
      prefix,
      hash,
      options.scopes ?? (tenantId === null ? ADMIN_PERMISSIONS : TENANT_KEY_SCOPES),
    ],
  );
  return { id, key, prefix };
}
