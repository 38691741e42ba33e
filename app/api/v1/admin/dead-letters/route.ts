import { listDeadLetters as contract } from "@/lib/contracts/dead-letter";
import { defineRoute } from "@/lib/http/define-route";
import { listDeadLetters } from "@/lib/services/dead-letters/list-dead-letters";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(contract, ({ ctx, query }) => listDeadLetters(withDb(ctx), query));
