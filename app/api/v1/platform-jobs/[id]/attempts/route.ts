import { listAttempts } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { listAttempts as list } from "@/lib/services/jobs/list-attempts";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(listAttempts, ({ ctx, params }) => list(withDb(ctx), params));
