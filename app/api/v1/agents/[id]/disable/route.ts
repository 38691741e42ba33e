import { disableOwnAgent } from "@/lib/contracts/own-agent";
import { defineRoute } from "@/lib/http/define-route";
import { disableAgent } from "@/lib/services/platform-agents/disable-agent";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(disableOwnAgent, ({ ctx, params }) => disableAgent(withDb(ctx), params.id));
