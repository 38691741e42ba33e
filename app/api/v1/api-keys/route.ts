import { createApiKey as createContract, listApiKeys as listContract } from "@/lib/contracts/api-key";
import { defineRoute } from "@/lib/http/define-route";
import { createApiKey } from "@/lib/services/api-keys/create-api-key";
import { listApiKeys } from "@/lib/services/api-keys/list-api-keys";
import { withDb } from "@/lib/services/with-db";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(listContract, ({ ctx, query }) =>
  listApiKeys(withReadDb(ctx), { ...query, tenantId: ctx.tenantId }),
);

export const POST = defineRoute(createContract, ({ ctx, body, principal }) =>
  createApiKey(withDb(ctx), {
    tenantId: ctx.tenantId,
    body,
    creatorScopes: principal.kind === "tenant_key" ? principal.scopes : null,
  }),
);
