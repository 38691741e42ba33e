import { baseUrl } from "@/lib/auth/base-url";
import { createTenant as createContract, listTenants as listContract } from "@/lib/contracts/tenant";
import { defineRoute } from "@/lib/http/define-route";
import { createTenant } from "@/lib/services/tenants/create-tenant";
import { listTenants } from "@/lib/services/tenants/list-tenants";
import { withDb } from "@/lib/services/with-db";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(listContract, ({ ctx, query }) => listTenants(withReadDb(ctx), query));

export const POST = defineRoute(createContract, ({ ctx, body, request }) =>
  createTenant(withDb(ctx), { ...body, baseUrl: baseUrl(request) }),
);
