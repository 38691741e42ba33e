import { revokeBootstrapToken as contract } from "@/lib/contracts/bootstrap-token";
import { defineRoute } from "@/lib/http/define-route";
import { revokeBootstrapToken } from "@/lib/services/bootstrap-tokens/revoke-bootstrap-token";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) => revokeBootstrapToken(withDb(ctx), params.id));
