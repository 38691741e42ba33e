import { revokeApiKey as contract } from "@/lib/contracts/api-key";
import { defineRoute } from "@/lib/http/define-route";
import { revokeApiKey } from "@/lib/services/api-keys/revoke-api-key";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) =>
  revokeApiKey(withDb(ctx), { tenantId: ctx.tenantId, id: params.id }),
);
