import { revokeInvitation as contract } from "@/lib/contracts/member";
import { defineRoute } from "@/lib/http/define-route";
import { revokeInvitation } from "@/lib/services/members/revoke-invitation";
import { withDb } from "@/lib/services/with-db";

export const DELETE = defineRoute(contract, async ({ ctx, params }) => {
  await revokeInvitation(withDb(ctx), params);
});
