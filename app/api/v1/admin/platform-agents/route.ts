import { createAgent as createContract, listAgents as listContract } from "@/lib/contracts/agent";
import { defineRoute } from "@/lib/http/define-route";
import { asPlatform } from "@/lib/services/as-platform";
import { createAgent } from "@/lib/services/platform-agents/create-agent";
import { listAgents } from "@/lib/services/platform-agents/list-agents";
import { withDb } from "@/lib/services/with-db";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(listContract, ({ ctx, query }) =>
  listAgents(asPlatform(withReadDb(ctx)), query),
);

export const POST = defineRoute(createContract, ({ ctx, body }) =>
  createAgent(asPlatform(withDb(ctx)), body),
);
