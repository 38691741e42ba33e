import { listPlans as contract } from "@/lib/contracts/tenant";
import { defineRoute } from "@/lib/http/define-route";
import { listPlans } from "@/lib/services/tenants/list-plans";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx }) => listPlans(withReadDb(ctx)));
