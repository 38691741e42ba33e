import { registerAgent as contract } from "@/lib/contracts/agent-protocol";
import { defineRoute } from "@/lib/http/define-route";
import { redeemBootstrapToken } from "@/lib/services/bootstrap-tokens/redeem-bootstrap-token";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, body, idempotencyKey }) =>
  redeemBootstrapToken(withDb(ctx), { body, idempotencyKey }),
);
