import { whileKeyLives } from "@/lib/auth/while-key-lives";
import { sync } from "@/lib/contracts/agent-sync";
import { defineRoute } from "@/lib/http/define-route";
import { sync as syncAgent } from "@/lib/services/agent-protocol/sync";
import { withDb } from "@/lib/services/with-db";

// Where a function's time is limited (Vercel): the longest wait, CLAIM_WAIT_SECONDS_MAX, and 10 s to answer. Next wants a literal.
export const maxDuration = 60;

export const POST = defineRoute(sync, ({ ctx, principal, body }) =>
  whileKeyLives(principal, ctx.signal, (signal) =>
    syncAgent({ ...withDb(ctx), signal, agentId: principal.agentId, caller: principal }, body),
  ),
);
