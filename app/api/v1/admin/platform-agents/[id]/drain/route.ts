import { drainAgent as contract } from "@/lib/contracts/agent";
import { defineRoute } from "@/lib/http/define-route";
import { asPlatform } from "@/lib/services/as-platform";
import { drainAgent } from "@/lib/services/platform-agents/drain-agent";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) =>
  drainAgent(asPlatform(withDb(ctx)), params.id),
);
