import { requeueDeadLetter as contract } from "@/lib/contracts/dead-letter";
import { defineRoute } from "@/lib/http/define-route";
import { requeueDeadLetter } from "@/lib/services/dead-letters/requeue-dead-letter";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) => requeueDeadLetter(withDb(ctx), params));
