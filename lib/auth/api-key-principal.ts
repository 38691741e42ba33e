import type pg from "pg";
import { keptKeys } from "@/lib/auth/kept-keys";
import {
  type ApiKeyRow,
  findApiKeyEpoch,
  listApiKeysAcrossTenants,
  touchApiKey,
} from "@/lib/db/access/find-api-key";
import {
  ADMIN_PERMISSIONS,
  type AdminPermission,
  TENANT_KEY_SCOPES,
  type TenantPermission,
} from "@/lib/domain/access/permissions";
import type { Principal } from "@/lib/domain/access/principal";
import type { KeyParts } from "@/lib/domain/token/api-key";
import { secretMatches } from "@/lib/secrets/hash-secret";

/** So often a use is recorded. */
const TOUCH_MS = 60_000;

interface KeptKey extends ApiKeyRow {
  /** An instant of this process's monotonic clock. */
  touchDueAt: number;
}

const source = {
  readEpoch: findApiKeyEpoch,
  list: async (db: pg.Pool, prefixes: readonly string[]) => {
    const askedAt = performance.now();
    const { rows, epoch } = await listApiKeysAcrossTenants(db, prefixes);
    return { rows: rows.map((row): KeptKey => ({ ...row, touchDueAt: askedAt })), epoch };
  },
  // One that expires ends by itself, at the database's time.
  isKept: (row: KeptKey) => !row.expires,
};

/**
 * A tenant's or an admin's key.
 *
 * Promise: a key that was revoked, or whose tenant was suspended, is refused at once in the process that did it and in
 * those that hear of it, and within a second in every other one; one that expires is looked up for each request.
 */
export async function apiKeyPrincipal(db: pg.Pool, key: KeyParts): Promise<Principal | null> {
  const row = await keptKeys("api-keys", db, source).get(key.prefix);
  if (!row || !secretMatches(key.secret, row.keyHash)) return null;
  await noteUse(db, row);
  const { id: keyId, name, tenantId, tenantSlug } = row;
  if (tenantId === null || tenantSlug === null)
    return { kind: "admin_key", keyId, name, scopes: row.scopes.filter(isAdminPermission) };
  return { kind: "tenant_key", keyId, name, tenantId, tenantSlug, scopes: row.scopes.filter(isKeyScope) };
}

async function noteUse(db: pg.Pool, row: KeptKey): Promise<void> {
  const now = performance.now();
  if (now < row.touchDueAt) return;
  row.touchDueAt = now + TOUCH_MS;
  await touchApiKey(db, row.id);
}

function isAdminPermission(scope: string): scope is AdminPermission {
  return (ADMIN_PERMISSIONS as readonly string[]).includes(scope);
}

function isKeyScope(scope: string): scope is TenantPermission {
  return (TENANT_KEY_SCOPES as readonly string[]).includes(scope);
}
