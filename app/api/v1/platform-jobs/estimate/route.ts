import { estimateJob } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { estimateJob as estimate } from "@/lib/services/jobs/estimate-job";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(estimateJob, ({ ctx, body }) => estimate(withDb(ctx), body));
