import { getAgentStats as contract } from "@/lib/contracts/agent";
import { defineRoute } from "@/lib/http/define-route";
import { getAgentStats } from "@/lib/services/platform-agents/get-agent-stats";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(contract, ({ ctx }) => getAgentStats(withDb(ctx)));
