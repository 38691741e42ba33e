import { listSessions as contract } from "@/lib/contracts/account";
import { defineRoute } from "@/lib/http/define-route";
import { listSessions } from "@/lib/services/sessions/list-sessions";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(contract, ({ ctx, principal }) => listSessions(withDb(ctx), principal));
