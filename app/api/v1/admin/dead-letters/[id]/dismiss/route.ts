import { dismissDeadLetter as contract } from "@/lib/contracts/dead-letter";
import { defineRoute } from "@/lib/http/define-route";
import { dismissDeadLetter } from "@/lib/services/dead-letters/dismiss-dead-letter";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) => dismissDeadLetter(withDb(ctx), params));
