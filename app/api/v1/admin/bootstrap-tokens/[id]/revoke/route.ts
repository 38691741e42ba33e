import { revokeBootstrapToken as contract } from "@/lib/contracts/bootstrap-token";
import { defineRoute } from "@/lib/http/define-route";
import { asPlatform } from "@/lib/services/as-platform";
import { revokeBootstrapToken } from "@/lib/services/bootstrap-tokens/revoke-bootstrap-token";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) =>
  revokeBootstrapToken(asPlatform(withDb(ctx)), params.id),
);
