import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/audit-log";

export const listAuditLog: Operation<typeof contracts.listAuditLog> = {
  id: "listAuditLog",
  method: "GET",
  path: "/api/v1/admin/audit-log",
};

export const listTenantAuditLog: Operation<typeof contracts.listTenantAuditLog> = {
  id: "listTenantAuditLog",
  method: "GET",
  path: "/api/v1/audit-log",
};
