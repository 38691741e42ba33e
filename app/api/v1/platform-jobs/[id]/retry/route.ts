import { retryJob } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { retryJob as retry } from "@/lib/services/jobs/retry-job";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(retryJob, ({ ctx, params, idempotencyKey }) =>
  retry(withDb(ctx), { ...params, idempotencyKey }),
);
