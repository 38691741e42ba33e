import { cancelJob } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { cancelJob as cancel } from "@/lib/services/jobs/cancel-job";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(cancelJob, ({ ctx, params }) => cancel(withDb(ctx), params));
