import { enableOwnAgent } from "@/lib/contracts/own-agent";
import { defineRoute } from "@/lib/http/define-route";
import { enableAgent } from "@/lib/services/platform-agents/enable-agent";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(enableOwnAgent, ({ ctx, params }) => enableAgent(withDb(ctx), params.id));
