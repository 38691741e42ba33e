import { sessionCookie } from "@/lib/auth/session-token";
import { acceptInvitation as contract } from "@/lib/contracts/account";
import { defineRoute } from "@/lib/http/define-route";
import { acceptInvitation } from "@/lib/services/members/accept-invitation";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, async ({ ctx, body, principal, request }) => {
  const { tenantSlug, newSession } = await acceptInvitation(withDb(ctx), {
    token: body.token,
    name: body.name,
    password: body.password,
    signedInUserId: principal.kind === "user" ? principal.userId : null,
    userAgent: request.headers.get("user-agent"),
  });
  const answer = { tenant_slug: tenantSlug };
  return newSession
    ? Response.json(answer, { headers: { "set-cookie": await sessionCookie(newSession) } })
    : answer;
});
