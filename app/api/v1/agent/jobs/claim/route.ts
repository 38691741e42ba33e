import { whileKeyLives } from "@/lib/auth/while-key-lives";
import { claimJobs } from "@/lib/contracts/tenant-agent-protocol";
import { defineRoute } from "@/lib/http/define-route";
import { claimJobs as claim } from "@/lib/services/agent-protocol/claim-jobs";
import { withDb } from "@/lib/services/with-db";

// Where a function's time is limited (Vercel): the longest wait, CLAIM_WAIT_SECONDS_MAX, and 10 s to answer. Next wants a literal.
export const maxDuration = 60;

export const POST = defineRoute(claimJobs, ({ ctx, principal, body }) =>
  whileKeyLives(principal, ctx.signal, (signal) =>
    claim({ ...withDb(ctx), signal, agentId: principal.agentId }, body),
  ),
);
