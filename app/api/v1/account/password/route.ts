import { sessionCookie } from "@/lib/auth/session-token";
import { changePassword as contract } from "@/lib/contracts/account";
import { defineRoute } from "@/lib/http/define-route";
import { changePassword } from "@/lib/services/account/change-password";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, async ({ ctx, principal, body, request }) => {
  const { userId, email } = principal;
  const { sessionId } = await changePassword(withDb(ctx), {
    userId,
    email,
    currentPassword: body.current_password,
    newPassword: body.new_password,
    userAgent: request.headers.get("user-agent"),
  });
  return new Response(null, {
    status: 204,
    headers: { "set-cookie": await sessionCookie({ userId, sessionId }) },
  });
});
