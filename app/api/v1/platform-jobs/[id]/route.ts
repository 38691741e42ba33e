import { getJob } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { getJob as get } from "@/lib/services/jobs/get-job";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(getJob, ({ ctx, params }) => get(withReadDb(ctx), params));
