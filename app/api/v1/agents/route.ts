import { listOwnAgents } from "@/lib/contracts/own-agent";
import { defineRoute } from "@/lib/http/define-route";
import { listAgents } from "@/lib/services/platform-agents/list-agents";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(listOwnAgents, ({ ctx, query }) => listAgents(withDb(ctx), query));
