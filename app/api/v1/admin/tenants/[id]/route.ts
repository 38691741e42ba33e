import { getTenant as getContract, updateTenant as updateContract } from "@/lib/contracts/tenant";
import { defineRoute } from "@/lib/http/define-route";
import { getTenant } from "@/lib/services/tenants/get-tenant";
import { updateTenant } from "@/lib/services/tenants/update-tenant";
import { withDb } from "@/lib/services/with-db";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(getContract, ({ ctx, params }) => getTenant(withReadDb(ctx), params.id));

export const PATCH = defineRoute(updateContract, ({ ctx, params, body }) =>
  updateTenant(withDb(ctx), { id: params.id, body }),
);
