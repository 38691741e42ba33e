import { completeSetup as contract } from "@/lib/contracts/account";
import { defineRoute } from "@/lib/http/define-route";
import { completeSetup } from "@/lib/services/setup/complete-setup";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, async ({ ctx, body }) => {
  await completeSetup(withDb(ctx), body);
});
