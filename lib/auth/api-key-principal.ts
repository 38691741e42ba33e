import type pg from "pg";
import { type ApiKeyRow, listApiKeysAcrossTenants, touchApiKey } from "@/lib/db/access/find-api-key";
import {
  ADMIN_PERMISSIONS,
  type AdminPermission,
  TENANT_KEY_SCOPES,
  type TenantPermission,
} from "@/lib/domain/access/permissions";
import type { Principal } from "@/lib/domain/access/principal";
import type { KeyParts } from "@/lib/domain/token/api-key";
import { Coalescer, sharedCoalescer } from "@/lib/live/coalescer";
import { secretMatches } from "@/lib/secrets/hash-secret";

const LOOKUPS_MAX = 200;

/** A tenant's or an admin's key. Looked up for every request, so that a revoked key is refused at once. */
export async function apiKeyPrincipal(db: pg.Pool, key: KeyParts): Promise<Principal | null> {
  const row = await lookups(db).submit(key.prefix);
  if (!row || !secretMatches(key.secret, row.keyHash)) return null;
  if (row.isUseDue) await touchApiKey(db, row.id);
  const { id: keyId, name, tenantId, tenantSlug } = row;
  if (tenantId === null || tenantSlug === null)
    return { kind: "admin_key", keyId, name, scopes: row.scopes.filter(isAdminPermission) };
  return { kind: "tenant_key", keyId, name, tenantId, tenantSlug, scopes: row.scopes.filter(isKeyScope) };
}

/** Requests that come together look their keys up together. */
function lookups(db: pg.Pool): Coalescer<string, ApiKeyRow | null> {
  return sharedCoalescer(
    "api-keys",
    db,
    () =>
      new Coalescer(
        async (prefixes: readonly string[]) => {
          const rows = await listApiKeysAcrossTenants(db, [...new Set(prefixes)]);
          return prefixes.map((prefix) => ({ answer: rows.find((row) => row.keyPrefix === prefix) ?? null }));
        },
        { itemsMax: LOOKUPS_MAX },
      ),
  );
}

function isAdminPermission(scope: string): scope is AdminPermission {
  return (ADMIN_PERMISSIONS as readonly string[]).includes(scope);
}

function isKeyScope(scope: string): scope is TenantPermission {
  return (TENANT_KEY_SCOPES as readonly string[]).includes(scope);
}
