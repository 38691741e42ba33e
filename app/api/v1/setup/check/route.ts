import { checkSetupLink as contract } from "@/lib/contracts/account";
import { defineRoute } from "@/lib/http/define-route";
import { checkSetupLink } from "@/lib/services/setup/check-setup-link";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, async ({ ctx, body }) => {
  await checkSetupLink(withDb(ctx), body.token);
});
