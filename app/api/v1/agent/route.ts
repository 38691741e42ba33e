import { getAgentSelf, leaveFleet } from "@/lib/contracts/tenant-agent-protocol";
import { defineRoute } from "@/lib/http/define-route";
import { getAgentSelf as getSelf } from "@/lib/services/agent-protocol/get-agent-self";
import { leaveFleet as leave } from "@/lib/services/agent-protocol/leave-fleet";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(getAgentSelf, ({ ctx, principal }) =>
  getSelf({ ...withDb(ctx), agentId: principal.agentId }),
);

export const DELETE = defineRoute(leaveFleet, async ({ ctx, principal }) => {
  await leave({ ...withDb(ctx), agentId: principal.agentId }, principal.tenantId);
  return undefined;
});
