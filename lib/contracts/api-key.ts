import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Id, IdParams, Instant, line } from "@/lib/contracts/field";
import { PageQuery, pageOf } from "@/lib/contracts/page";
import { ADMIN_PERMISSIONS, TENANT_KEY_SCOPES } from "@/lib/domain/access/permissions";

/** Keys that programs carry: tenant keys under settings, admin keys under admin. */

export const ApiKeyView = z
  .object({
    id: Id,
    name: z.string(),
    key_prefix: z.string(),
    scopes: z.array(z.string()),
    created_by: z.string().nullable(),
    created_at: Instant,
    expires_at: Instant.nullable(),
    last_used_at: Instant.nullable(),
    revoked_at: Instant.nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKeyView = z.infer<typeof ApiKeyView>;

const body = <T extends string>(scopes: readonly [T, ...T[]]) =>
  z.strictObject({
    name: line(100),
    scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
    expires_in_days: z.number().int().min(1).max(365).nullable().default(90),
  });

export const CreateTenantKeyBody = body(TENANT_KEY_SCOPES).meta({ id: "CreateApiKey" });
export type CreateTenantKeyBody = z.output<typeof CreateTenantKeyBody>;
export const CreateAdminKeyBody = body(ADMIN_PERMISSIONS).meta({ id: "CreateAdminApiKey" });
export type CreateAdminKeyBody = z.output<typeof CreateAdminKeyBody>;

const Created = z.object({ api_key: ApiKeyView, raw_key: z.string().meta({ description: "Shown once" }) });

export const listApiKeys = defineContract({
  id: "listApiKeys",
  method: "GET",
  path: "/api/v1/api-keys",
  summary: "List the tenant's API keys",
  tag: "Settings",
  access: { kind: "tenant", permission: "api_keys:read" },
  query: PageQuery,
  answer: pageOf(ApiKeyView),
  status: 200,
});

export const createApiKey = defineContract({
  id: "createApiKey",
  method: "POST",
  path: "/api/v1/api-keys",
  summary: "Create an API key; `raw_key` is shown once",
  tag: "Settings",
  access: { kind: "tenant", permission: "api_keys:write" },
  body: CreateTenantKeyBody,
  answer: Created,
  status: 201,
});

export const revokeApiKey = defineContract({
  id: "revokeApiKey",
  method: "POST",
  path: "/api/v1/api-keys/{id}/revoke",
  summary: "Revoke an API key; it is refused from now on",
  tag: "Settings",
  access: { kind: "tenant", permission: "api_keys:write" },
  params: IdParams,
  answer: z.object({ api_key: ApiKeyView }),
  status: 200,
});

export const listAdminKeys = defineContract({
  id: "listAdminApiKeys",
  method: "GET",
  path: "/api/v1/admin/api-keys",
  summary: "List admin API keys",
  tag: "Admin: API keys",
  access: { kind: "admin", permission: "admin:read" },
  query: PageQuery,
  answer: pageOf(ApiKeyView),
  status: 200,
});

export const createAdminKey = defineContract({
  id: "createAdminApiKey",
  method: "POST",
  path: "/api/v1/admin/api-keys",
  summary: "Create an admin API key; `raw_key` is shown once",
  tag: "Admin: API keys",
  access: { kind: "admin", permission: "admin:write" },
  body: CreateAdminKeyBody,
  answer: Created,
  status: 201,
});

export const revokeAdminKey = defineContract({
  id: "revokeAdminApiKey",
  method: "POST",
  path: "/api/v1/admin/api-keys/{id}/revoke",
  summary: "Revoke an admin API key",
  tag: "Admin: API keys",
  access: { kind: "admin", permission: "admin:write" },
  params: IdParams,
  answer: z.object({ api_key: ApiKeyView }),
  status: 200,
});
