import { listAttempts } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { listAttempts as list } from "@/lib/services/jobs/list-attempts";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(listAttempts, ({ ctx, params }) => list(withReadDb(ctx), params));
