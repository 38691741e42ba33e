import { rotateAgentKey as contract } from "@/lib/contracts/agent";
import { defineRoute } from "@/lib/http/define-route";
import { asPlatform } from "@/lib/services/as-platform";
import { rotateAgentKey } from "@/lib/services/platform-agents/rotate-agent-key";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) =>
  rotateAgentKey(asPlatform(withDb(ctx)), params.id),
);
