import { claimJobs } from "@/lib/contracts/tenant-agent-protocol";
import { defineRoute } from "@/lib/http/define-route";
import { claimJobs as claim } from "@/lib/services/agent-protocol/claim-jobs";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(claimJobs, ({ ctx, principal, body }) =>
  claim({ ...withDb(ctx), agentId: principal.agentId }, body),
);
