import { estimateJob } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { estimateJob as estimate } from "@/lib/services/jobs/estimate-job";
import { withReadDb } from "@/lib/services/with-read-db";

export const POST = defineRoute(estimateJob, ({ ctx, body }) => estimate(withReadDb(ctx), body));
