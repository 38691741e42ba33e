import { heartbeat } from "@/lib/contracts/tenant-agent-protocol";
import { defineRoute } from "@/lib/http/define-route";
import { recordHeartbeat } from "@/lib/services/agent-protocol/record-heartbeat";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(heartbeat, ({ ctx, principal, body }) =>
  recordHeartbeat({ ...withDb(ctx), agentId: principal.agentId }, body),
);
