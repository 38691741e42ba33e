import { enableUser as contract } from "@/lib/contracts/user";
import { defineRoute } from "@/lib/http/define-route";
import { enableUser } from "@/lib/services/account/enable-user";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) => enableUser(withDb(ctx), params.id));
