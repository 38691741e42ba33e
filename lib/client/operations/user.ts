import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/user";

export const listUsers: Operation<typeof contracts.listUsers> = {
  id: "listUsers",
  method: "GET",
  path: "/api/v1/admin/users",
};

export const disableUser: Operation<typeof contracts.disableUser> = {
  id: "disableUser",
  method: "POST",
  path: "/api/v1/admin/users/{id}/disable",
};

export const enableUser: Operation<typeof contracts.enableUser> = {
  id: "enableUser",
  method: "POST",
  path: "/api/v1/admin/users/{id}/enable",
};
