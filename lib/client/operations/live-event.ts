import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/live-event";

export const followTenantEvents: Operation<typeof contracts.followTenantEvents> = {
  id: "followTenantEvents",
  method: "GET",
  path: "/api/v1/events",
};

export const followAdminEvents: Operation<typeof contracts.followAdminEvents> = {
  id: "followAdminEvents",
  method: "GET",
  path: "/api/v1/admin/events",
};
