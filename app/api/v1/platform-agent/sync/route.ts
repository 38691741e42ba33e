import { sync } from "@/lib/contracts/agent-sync";
import { defineRoute } from "@/lib/http/define-route";
import { sync as syncAgent } from "@/lib/services/agent-protocol/sync";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(sync, ({ ctx, principal, body }) =>
  syncAgent({ ...withDb(ctx), agentId: principal.agentId, caller: principal }, body),
);
