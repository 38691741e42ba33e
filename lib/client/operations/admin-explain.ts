import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/admin-explain";

export const explainJob: Operation<typeof contracts.explainJob> = {
  id: "explainJob",
  method: "GET",
  path: "/api/v1/admin/platform-jobs/{id}/explain",
};

export const getTenantQueue: Operation<typeof contracts.getTenantQueue> = {
  id: "getTenantQueue",
  method: "GET",
  path: "/api/v1/admin/tenants/{id}/queue",
};
