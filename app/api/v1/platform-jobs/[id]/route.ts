import { getJob } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { getJob as get } from "@/lib/services/jobs/get-job";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(getJob, ({ ctx, params }) => get(withDb(ctx), params));
