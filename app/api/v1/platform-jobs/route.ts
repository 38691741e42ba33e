import { listJobs, submitJob } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { listJobs as list } from "@/lib/services/jobs/list-jobs";
import { submitJob as submit } from "@/lib/services/jobs/submit-job";
import { withDb } from "@/lib/services/with-db";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(listJobs, ({ ctx, query }) => list(withReadDb(ctx), query));

export const POST = defineRoute(submitJob, ({ ctx, body, idempotencyKey }) =>
  submit(withDb(ctx), { body, idempotencyKey }),
);
