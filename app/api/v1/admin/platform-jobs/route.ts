import { listAdminJobs as contract } from "@/lib/contracts/admin-job";
import { defineRoute } from "@/lib/http/define-route";
import { listAdminJobs } from "@/lib/services/admin-jobs/list-admin-jobs";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx, query }) => listAdminJobs(withReadDb(ctx), query));
