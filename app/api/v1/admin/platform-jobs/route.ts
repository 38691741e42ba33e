import { listAdminJobs as contract } from "@/lib/contracts/admin-job";
import { defineRoute } from "@/lib/http/define-route";
import { listAdminJobs } from "@/lib/services/admin-jobs/list-admin-jobs";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(contract, ({ ctx, query }) => listAdminJobs(withDb(ctx), query));
