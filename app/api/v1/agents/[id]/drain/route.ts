import { drainOwnAgent } from "@/lib/contracts/own-agent";
import { defineRoute } from "@/lib/http/define-route";
import { drainAgent } from "@/lib/services/platform-agents/drain-agent";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(drainOwnAgent, ({ ctx, params }) => drainAgent(withDb(ctx), params.id));
