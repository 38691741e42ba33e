import { listJobFindings } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { listJobFindings as list } from "@/lib/services/jobs/list-job-findings";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(listJobFindings, ({ ctx, params, query }) =>
  list(withDb(ctx), { ...params, ...query }),
);
