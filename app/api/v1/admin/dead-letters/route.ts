import { listDeadLetters as contract } from "@/lib/contracts/dead-letter";
import { defineRoute } from "@/lib/http/define-route";
import { listDeadLetters } from "@/lib/services/dead-letters/list-dead-letters";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx, query }) => listDeadLetters(withReadDb(ctx), query));
