import { revokeAdminKey } from "@/lib/contracts/api-key";
import { defineRoute } from "@/lib/http/define-route";
import { revokeApiKey } from "@/lib/services/api-keys/revoke-api-key";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(revokeAdminKey, ({ ctx, params }) =>
  revokeApiKey(withDb(ctx), { tenantId: null, id: params.id }),
);
