import { goOffline } from "@/lib/contracts/tenant-agent-protocol";
import { defineRoute } from "@/lib/http/define-route";
import { goOffline as stop } from "@/lib/services/agent-protocol/go-offline";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(goOffline, async ({ ctx, principal }) => {
  await stop({ ...withDb(ctx), agentId: principal.agentId });
  return undefined;
});
