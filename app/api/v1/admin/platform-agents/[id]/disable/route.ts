import { disableAgent as contract } from "@/lib/contracts/agent";
import { defineRoute } from "@/lib/http/define-route";
import { asPlatform } from "@/lib/services/as-platform";
import { disableAgent } from "@/lib/services/platform-agents/disable-agent";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) =>
  disableAgent(asPlatform(withDb(ctx)), params.id),
);
