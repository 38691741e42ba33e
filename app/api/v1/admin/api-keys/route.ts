import { createAdminKey, listAdminKeys } from "@/lib/contracts/api-key";
import { defineRoute } from "@/lib/http/define-route";
import { createApiKey } from "@/lib/services/api-keys/create-api-key";
import { listApiKeys } from "@/lib/services/api-keys/list-api-keys";
import { withDb } from "@/lib/services/with-db";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(listAdminKeys, ({ ctx, query }) =>
  listApiKeys(withReadDb(ctx), { ...query, tenantId: null }),
);

export const POST = defineRoute(createAdminKey, ({ ctx, body, principal }) =>
  createApiKey(withDb(ctx), {
    tenantId: null,
    body,
    creatorScopes: principal.kind === "admin_key" ? principal.scopes : null,
  }),
);
