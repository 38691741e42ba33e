import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/tenant";

export const listTenants: Operation<typeof contracts.listTenants> = {
  id: "listTenants",
  method: "GET",
  path: "/api/v1/admin/tenants",
};

export const createTenant: Operation<typeof contracts.createTenant> = {
  id: "createTenant",
  method: "POST",
  path: "/api/v1/admin/tenants",
};

export const getTenant: Operation<typeof contracts.getTenant> = {
  id: "getTenant",
  method: "GET",
  path: "/api/v1/admin/tenants/{id}",
};

export const updateTenant: Operation<typeof contracts.updateTenant> = {
  id: "updateTenant",
  method: "PATCH",
  path: "/api/v1/admin/tenants/{id}",
};

export const listPlans: Operation<typeof contracts.listPlans> = {
  id: "listPlans",
  method: "GET",
  path: "/api/v1/admin/plans",
};
