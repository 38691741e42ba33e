import { listOwnAgents } from "@/lib/contracts/own-agent";
import { defineRoute } from "@/lib/http/define-route";
import { listAgents } from "@/lib/services/platform-agents/list-agents";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(listOwnAgents, ({ ctx, query }) => listAgents(withReadDb(ctx), query));
