import { createAgentToken, listAgentTokens } from "@/lib/contracts/own-agent";
import { OWN_AGENT_TIER } from "@/lib/domain/agent/fleet";
import { defineRoute } from "@/lib/http/define-route";
import { createBootstrapToken } from "@/lib/services/bootstrap-tokens/create-bootstrap-token";
import { listBootstrapTokens } from "@/lib/services/bootstrap-tokens/list-bootstrap-tokens";
import { withDb } from "@/lib/services/with-db";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(listAgentTokens, ({ ctx, query }) =>
  listBootstrapTokens(withReadDb(ctx), query),
);

export const POST = defineRoute(createAgentToken, ({ ctx, body }) =>
  createBootstrapToken(withDb(ctx), { ...body, tier: OWN_AGENT_TIER }),
);
