import { getTenantQueue as contract } from "@/lib/contracts/admin-explain";
import { defineRoute } from "@/lib/http/define-route";
import { getTenantQueue } from "@/lib/services/admin-jobs/get-tenant-queue";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx, params }) => getTenantQueue(withReadDb(ctx), params));
