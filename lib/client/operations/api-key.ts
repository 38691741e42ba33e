import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/api-key";

export const listApiKeys: Operation<typeof contracts.listApiKeys> = {
  id: "listApiKeys",
  method: "GET",
  path: "/api/v1/api-keys",
};

export const createApiKey: Operation<typeof contracts.createApiKey> = {
  id: "createApiKey",
  method: "POST",
  path: "/api/v1/api-keys",
};

export const revokeApiKey: Operation<typeof contracts.revokeApiKey> = {
  id: "revokeApiKey",
  method: "POST",
  path: "/api/v1/api-keys/{id}/revoke",
};

export const listAdminKeys: Operation<typeof contracts.listAdminKeys> = {
  id: "listAdminApiKeys",
  method: "GET",
  path: "/api/v1/admin/api-keys",
};

export const createAdminKey: Operation<typeof contracts.createAdminKey> = {
  id: "createAdminApiKey",
  method: "POST",
  path: "/api/v1/admin/api-keys",
};

export const revokeAdminKey: Operation<typeof contracts.revokeAdminKey> = {
  id: "revokeAdminApiKey",
  method: "POST",
  path: "/api/v1/admin/api-keys/{id}/revoke",
};
