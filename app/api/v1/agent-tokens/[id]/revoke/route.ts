import { revokeAgentToken } from "@/lib/contracts/own-agent";
import { defineRoute } from "@/lib/http/define-route";
import { revokeBootstrapToken } from "@/lib/services/bootstrap-tokens/revoke-bootstrap-token";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(revokeAgentToken, ({ ctx, params }) =>
  revokeBootstrapToken(withDb(ctx), params.id),
);
