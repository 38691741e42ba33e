import { getAgentStats as contract } from "@/lib/contracts/agent";
import { defineRoute } from "@/lib/http/define-route";
import { getAgentStats } from "@/lib/services/platform-agents/get-agent-stats";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx }) => getAgentStats(withReadDb(ctx)));
