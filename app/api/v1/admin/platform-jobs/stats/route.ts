import { getQueueStats as contract } from "@/lib/contracts/admin-job";
import { defineRoute } from "@/lib/http/define-route";
import { getQueueStats } from "@/lib/services/admin-jobs/get-queue-stats";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx }) => getQueueStats(withReadDb(ctx)));
