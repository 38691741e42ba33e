import type pg from "pg";
import { findApiKeyAcrossTenants, touchApiKey } from "@/lib/db/access/find-api-key";
import {
  ADMIN_PERMISSIONS,
  type AdminPermission,
  TENANT_KEY_SCOPES,
  type TenantPermission,
} from "@/lib/domain/access/permissions";
import type { Principal } from "@/lib/domain/access/principal";
import type { KeyParts } from "@/lib/domain/token/api-key";
import { secretMatches } from "@/lib/secrets/hash-secret";

/** A tenant's or an admin's key. Looked up at every request, so that a revoked key is refused at once. */
export async function apiKeyPrincipal(db: pg.Pool, key: KeyParts): Promise<Principal | null> {
  const row = await findApiKeyAcrossTenants(db, key.prefix);
  if (!row || !secretMatches(key.secret, row.keyHash)) return null;
  await touchApiKey(db, row.id);
  const { id: keyId, name, tenantId, tenantSlug } = row;
  if (tenantId === null || tenantSlug === null)
    return { kind: "admin_key", keyId, name, scopes: row.scopes.filter(isAdminPermission) };
  return { kind: "tenant_key", keyId, name, tenantId, tenantSlug, scopes: row.scopes.filter(isKeyScope) };
}

function isAdminPermission(scope: string): scope is AdminPermission {
  return (ADMIN_PERMISSIONS as readonly string[]).includes(scope);
}

function isKeyScope(scope: string): scope is TenantPermission {
  return (TENANT_KEY_SCOPES as readonly string[]).includes(scope);
}
