import { rotateOwnAgentKey } from "@/lib/contracts/own-agent";
import { defineRoute } from "@/lib/http/define-route";
import { rotateAgentKey } from "@/lib/services/platform-agents/rotate-agent-key";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(rotateOwnAgentKey, ({ ctx, params }) =>
  rotateAgentKey(withDb(ctx), params.id),
);
