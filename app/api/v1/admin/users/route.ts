import { listUsers as contract } from "@/lib/contracts/user";
import { defineRoute } from "@/lib/http/define-route";
import { listUsers } from "@/lib/services/users/list-users";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx, query }) => listUsers(withReadDb(ctx), query));
