import { listUsers as contract } from "@/lib/contracts/user";
import { defineRoute } from "@/lib/http/define-route";
import { listUsers } from "@/lib/services/users/list-users";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(contract, ({ ctx, query }) => listUsers(withDb(ctx), query));
