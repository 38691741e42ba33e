import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/bootstrap-token";

export const createBootstrapToken: Operation<typeof contracts.createBootstrapToken> = {
  id: "createBootstrapToken",
  method: "POST",
  path: "/api/v1/admin/bootstrap-tokens",
};

export const listBootstrapTokens: Operation<typeof contracts.listBootstrapTokens> = {
  id: "listBootstrapTokens",
  method: "GET",
  path: "/api/v1/admin/bootstrap-tokens",
};

export const revokeBootstrapToken: Operation<typeof contracts.revokeBootstrapToken> = {
  id: "revokeBootstrapToken",
  method: "POST",
  path: "/api/v1/admin/bootstrap-tokens/{id}/revoke",
};
