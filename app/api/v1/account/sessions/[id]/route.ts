import { revokeSession } from "@/lib/contracts/account";
import { defineRoute } from "@/lib/http/define-route";
import { endSession } from "@/lib/services/sessions/end-session";
import { withDb } from "@/lib/services/with-db";

export const DELETE = defineRoute(revokeSession, async ({ ctx, principal, params }) => {
  await endSession(withDb(ctx), { userId: principal.userId, sessionId: params.id });
});
