import { enableAgent as contract } from "@/lib/contracts/agent";
import { defineRoute } from "@/lib/http/define-route";
import { asPlatform } from "@/lib/services/as-platform";
import { enableAgent } from "@/lib/services/platform-agents/enable-agent";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) =>
  enableAgent(asPlatform(withDb(ctx)), params.id),
);
