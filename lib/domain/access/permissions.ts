/** What a tenant's user or key may do. A role is a set of permissions; a key's scopes are permissions by name. */
export const TENANT_PERMISSIONS = [
  "jobs:read",
  "jobs:write",
  "findings:read",
  "agents:read",
  "agents:write",
  "members:read",
  "members:write",
  "api_keys:read",
  "api_keys:write",
  "audit:read",
] as const;
export type TenantPermission = (typeof TENANT_PERMISSIONS)[number];

export const ADMIN_PERMISSIONS = ["admin:read", "admin:write"] as const;
export type AdminPermission = (typeof ADMIN_PERMISSIONS)[number];

/**
 * What may be put on an API key. Keys cannot manage people or keys: a leaked key must not be able to outlive its
 * revocation. `agents:write` comes near to that, as an agent enrolled with it stays; so it is a scope that must be asked for.
 */
export const TENANT_KEY_SCOPES = [
  "jobs:read",
  "jobs:write",
  "findings:read",
  "agents:read",
  "agents:write",
  "audit:read",
] as const;
export type TenantKeyScope = (typeof TENANT_KEY_SCOPES)[number];

export const ROLES = ["owner", "admin", "member", "viewer"] as const;
export type Role = (typeof ROLES)[number];

const VIEWER: readonly TenantPermission[] = ["jobs:read", "findings:read", "agents:read", "members:read"];
const MEMBER: readonly TenantPermission[] = [...VIEWER, "jobs:write"];

const ROLE_PERMISSIONS: Record<Role, readonly TenantPermission[]> = {
  viewer: VIEWER,
  member: MEMBER,
  admin: TENANT_PERMISSIONS,
  owner: TENANT_PERMISSIONS,
};

export function roleMay(role: Role, permission: TenantPermission): boolean {
  return ROLE_PERMISSIONS[role].includes(permission);
}

/** Only an owner may make or unmake an owner. */
export function mayAssignRole(actor: Role, current: Role | null, next: Role | null): boolean {
  if (actor === "owner") return true;
  return actor === "admin" && current !== "owner" && next !== "owner";
}
