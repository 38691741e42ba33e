import { listJobFindings } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { listJobFindings as list } from "@/lib/services/jobs/list-job-findings";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(listJobFindings, ({ ctx, params, query }) =>
  list(withReadDb(ctx), { ...params, ...query }),
);
