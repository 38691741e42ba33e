import { explainJob as contract } from "@/lib/contracts/admin-explain";
import { defineRoute } from "@/lib/http/define-route";
import { explainJob } from "@/lib/services/admin-jobs/explain-job";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx, params }) => explainJob(withReadDb(ctx), params));
