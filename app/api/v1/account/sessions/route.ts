import { listSessions as contract } from "@/lib/contracts/account";
import { defineRoute } from "@/lib/http/define-route";
import { listSessions } from "@/lib/services/sessions/list-sessions";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx, principal }) => listSessions(withReadDb(ctx), principal));
