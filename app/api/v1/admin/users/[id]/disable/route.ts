import { disableUser as contract } from "@/lib/contracts/user";
import { defineRoute } from "@/lib/http/define-route";
import { disableUser } from "@/lib/services/account/disable-user";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) => disableUser(withDb(ctx), params.id));
