import { healthReady } from "@/lib/contracts/operations";
import { defineRoute } from "@/lib/http/define-route";
import { checkReadiness } from "@/lib/services/operations/check-readiness";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(healthReady, ({ ctx }) => checkReadiness(withDb(ctx)));
